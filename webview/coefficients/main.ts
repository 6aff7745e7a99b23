import '../shared/page.css';
import './coefficients.css';
import { openPage } from '../shared/page.js';
import { createApp } from './app.js';

void openPage().then(createApp);

import '../shared/page.css';
import '../shared/charts.css';
import './lineage.css';
import { openPage } from '../shared/page.js';
import { createApp } from './app.js';

void openPage().then(createApp);

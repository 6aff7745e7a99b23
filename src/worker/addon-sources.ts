import * as path from 'node:path';

/** What TensorFlow's addon is compiled from: laid beside the worker's bundle by the build. */
export const addonSources = {
  binding: path.join(__dirname, 'tensorflow', 'binding'),
  nodeHeaders: path.join(__dirname, 'tensorflow', 'node'),
};

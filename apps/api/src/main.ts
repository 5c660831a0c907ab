// What changes the platform comes before everything that keeps a piece of it when it is loaded.
import './seal.js';
import './bounds.js';

void import('./run.js').then(async ({ run }) => run());

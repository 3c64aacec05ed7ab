export * from './config/index.ts';
export { accessLogLine } from './runtime/access-log-line.ts';
export { LayerSevenDataPlane } from './runtime/data-plane.ts';
export { type DataPlaneSettings, defaultDataPlaneSettings } from './runtime/data-plane-settings.ts';

/** Stylesheets are imported for esbuild, which gathers them beside the script. */
declare module '*.css';

declare module "htmx.org/dist/htmx.esm.js" {
  interface HtmxConfig {
    allowEval: boolean;
    includeIndicatorStyles: boolean;
    historyCacheSize: number;
    selfRequestsOnly: boolean;
    responseHandling: { code: string; swap: boolean; error?: boolean }[];
  }
  const htmx: { config: HtmxConfig; process(element: Element): void };
  export default htmx;
}

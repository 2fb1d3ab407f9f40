/** Starts Swagger UI. It lies in a file of its own, because the content security policy knows no inline script. */

interface SwaggerRequest {
  method?: string;
  headers: Record<string, string>;
}

declare const SwaggerUIBundle: {
  (options: Record<string, unknown>): unknown;
  presets: { apis: unknown };
};

const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);

function csrfToken(): string {
  return /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
}

/** With the site's own session, "Try it out" passes the same check as a form. */
function withCsrf(request: SwaggerRequest): SwaggerRequest {
  if (UNSAFE.has((request.method ?? "GET").toUpperCase())) request.headers["X-CSRFToken"] = csrfToken();
  return request;
}

const main = document.getElementById("swagger");
if (main) {
  SwaggerUIBundle({
    url: main.dataset["schema"],
    domNode: main,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    requestInterceptor: withCsrf,
  });
}

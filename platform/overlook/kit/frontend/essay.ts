import "./host.ts";
import "./steps.ts";

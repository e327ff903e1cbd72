import type { z } from "zod";
import type { Problems } from "./problems.ts";

type Issue = z.core.$ZodIssue;

/** Turns what the schema found into NET004 problems: path, found, expected. */
export function addSchemaProblems(issues: readonly Issue[], data: unknown, problems: Problems): void {
  for (const issue of issues.map(innermost)) {
    const path = pathText(issue.path);
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys) {
        const at = path === "" ? key : `${path}.${key}`;
        problems.add("NET004", "file", at, `unknown field "${key}"`, "docs/network-file.md lists the fields");
      }
      continue;
    }
    const found = `${path === "" ? "the file" : path} is ${shown(valueAt(data, issue.path))}`;
    problems.add("NET004", "file", path, `${found}, expected ${expected(issue)}`);
  }
}

/** Of a union whose alternatives failed, the problem inside the alternative that was meant: the one that got deepest. */
function innermost(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.flatMap((errors) => errors.slice(0, 1)).find(({ path }) => path.length > 0);
  return inner === undefined ? issue : innermost({ ...inner, path: [...issue.path, ...inner.path] });
}

function expected(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return withArticle(issue.expected);
    case "invalid_value":
      return choices(issue.values);
    case "too_small":
      return `${issue.inclusive === true ? "at least" : "more than"} ${issue.minimum}${elements(issue.origin)}`;
    case "too_big":
      return `${issue.inclusive === true ? "at most" : "less than"} ${issue.maximum}${elements(issue.origin)}`;
    case "invalid_union":
      if (issue.errors.length === 0) return choices("options" in issue ? issue.options : []);
      return [...new Set(issue.errors.flatMap((errors) => errors.slice(0, 1).map(expected)))].join(" or ");
    default:
      return issue.message;
  }
}

function choices(values: unknown): string {
  return Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(" or ") : "another value";
}

function elements(origin: string): string {
  return origin === "array" ? " elements" : "";
}

function withArticle(type: string): string {
  return type === "int" ? "an integer" : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`))
    .join("");
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

import type { ToolCall } from "./chat.js";

/** What the model may call, as JSON Schema. */
export const tools = [
  {
    type: "function",
    function: {
      name: "calculate",
      description: "Exact arithmetic with two numbers.",
      parameters: {
        type: "object",
        properties: { operator: { type: "string", enum: ["+", "-", "*", "/"] }, left: { type: "number" }, right: { type: "number" } },
        required: ["operator", "left", "right"],
      },
    },
  },
  {
    type: "function",
    function: { name: "current_time", description: "The time now, in UTC.", parameters: { type: "object", properties: {} } },
  },
];

/** The result as text for the model. What goes wrong is told to the model too: it may try again. */
export function runTool({ function: { name, arguments: json } }: ToolCall): string {
  try {
    return name === "calculate" ? calculate(JSON.parse(json) as Calculation) : new Date().toISOString();
  } catch (error) {
    return `The tool failed: ${(error as Error).message}`;
  }
}

interface Calculation {
  operator: string;
  left: number;
  right: number;
}

function calculate({ operator, left, right }: Calculation): string {
  if (typeof left !== "number" || typeof right !== "number") throw new Error("left and right must be numbers.");
  switch (operator) {
    case "+":
      return String(left + right);
    case "-":
      return String(left - right);
    case "*":
      return String(left * right);
    case "/":
      return String(left / right);
    default:
      throw new Error(`There is no operator ${operator}.`);
  }
}

"""An agent in the shape of the public AgentCore samples: an app, an entry point that is an async generator, and a tool.

With the package bedrock_agentcore vendored beside this file (pip install --target . bedrock-agentcore) that is what runs. Without it, contract.py
stands in: it speaks the same contract to the platform and offers the same names to this file.
"""
import ast
import operator
import os

try:
    from bedrock_agentcore.runtime import BedrockAgentCoreApp
except ImportError:
    from contract import BedrockAgentCoreApp

app = BedrockAgentCoreApp()
calls = {}

OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.USub: operator.neg}


def calculate(expression):
    """The tool: arithmetic, and nothing that a caller could do harm with."""

    def value(node):
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return node.value
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.UnaryOp) and type(node.op) in OPERATORS:
            return OPERATORS[type(node.op)](value(node.operand))
        raise ValueError("not arithmetic")

    return value(ast.parse(expression, mode="eval").body)


@app.entrypoint
async def invoke(payload, context):
    prompt = payload.get("prompt", "")
    # A session is a process: what it remembers is this conversation's alone.
    calls[context.session_id] = calls.get(context.session_id, 0) + 1
    yield {"text": os.environ.get("GREETING", "Let me see. ")}
    tool_calls = 1
    try:
        yield {"text": f"{prompt.strip(' ?')} is {calculate(prompt.strip(' ?')):g}. "}
    except (ValueError, SyntaxError, ZeroDivisionError, RecursionError):
        tool_calls = 0
        yield {"text": "I can only do sums. "}
    yield {"text": f"That was question {calls[context.session_id]} of this session."}
    yield {"usage": {"inputTokens": len(prompt.split()), "outputTokens": 12, "toolCalls": tool_calls}}


if __name__ == "__main__":
    app.run()

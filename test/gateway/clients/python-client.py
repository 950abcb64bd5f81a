"""Calls a gateway as an app in Python does, and prints what it got as JSON."""

import json
import sys

import openai

url, key, route, unknown = sys.argv[1:5]
client = openai.OpenAI(base_url=url, api_key=key, max_retries=0)
messages = [{"role": "user", "content": "How warm is it in Bern?"}]
tools = [
    {
        "type": "function",
        "function": {
            "name": "temperature",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
    }
]

plain = client.chat.completions.create(model=route, messages=messages)
stream = client.chat.completions.create(model=route, messages=messages, stream=True)
text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
called = client.chat.completions.create(model=route, messages=messages, tools=tools)
arguments = ""
for chunk in client.chat.completions.create(model=route, messages=messages, tools=tools, stream=True):
    for call in (chunk.choices[0].delta.tool_calls or []) if chunk.choices else []:
        arguments += call.function.arguments or ""
try:
    client.chat.completions.create(model=unknown, messages=messages)
    error = None
except openai.NotFoundError as caught:
    error = {"code": caught.code, "requestId": caught.request_id}
raw = client.chat.completions.with_raw_response.create(model=route, messages=messages)

json.dump(
    {
        "plain": plain.choices[0].message.content,
        "stream": text,
        "call": called.choices[0].message.tool_calls[0].function.arguments,
        "streamedCall": arguments,
        "error": error,
        "route": raw.headers.get("x-tidegate-route"),
        "models": [model.id for model in client.models.list()],
    },
    sys.stdout,
)

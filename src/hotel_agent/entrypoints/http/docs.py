"""The routes as a page for people: plain HTML from the OpenAPI description, no script, nothing from other servers."""

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.openapi.plugins import OpenAPIRenderPlugin

_HEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="icon" href="/page/icon.svg"><link rel="stylesheet" href="/page/docs.css"></head>
<body><main><h1>{title} <small>{version}</small></h1><p>{about}</p>
<p>The same for machines: <a href="/docs/openapi.json">OpenAPI {openapi}</a></p>"""
_FOOT = "</main></body></html>"


class DocsPage(OpenAPIRenderPlugin):
    """Renders the description as one readable page."""

    def render(self, request: Request[Any, Any, State], openapi_schema: dict[str, Any]) -> bytes:  # noqa: ARG002
        """The whole page."""
        return "\n".join(_page(openapi_schema)).encode()


def _page(schema: Mapping[str, Any]) -> Iterator[str]:
    info = schema["info"]
    yield _HEAD.format(
        title=escape(info["title"]),
        version=escape(info["version"]),
        about=_words(info.get("description", "")),
        openapi=escape(schema["openapi"]),
    )
    for tag in schema.get("tags", []):
        yield f"<h2>{escape(tag['name'])}</h2><p>{_words(tag.get('description', ''))}</p>"
        for path, item in schema["paths"].items():
            for method, operation in item.items():
                if tag["name"] in operation.get("tags", []):
                    yield from _operation(method.upper(), path, operation)
    yield _FOOT


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    summary = escape(operation.get("summary", ""))
    yield f"<details><summary><b>{method}</b> <code>{escape(path)}</code> {summary}</summary>"
    yield f"<p>{_words(operation.get('description', ''))}</p>"
    if operation.get("security"):
        yield "<p>Needs the header <code>Authorization: Bearer …</code></p>"
    for parameter in operation.get("parameters", []):
        about = _words(parameter.get("description", ""))
        yield f"<p><code>{escape(parameter['name'])}</code> in the {escape(parameter['in'])}. {about}</p>"
    if body := operation.get("requestBody"):
        yield f"<h3>Takes</h3><p>{_words(body.get('description', ''))}</p>"
        yield from _examples(body["content"])
    for status, answer in operation["responses"].items():
        yield f"<h3>{escape(status)}</h3><p>{_words(answer['description'])}</p>"
        yield from _examples(answer.get("content", {}))
    yield "</details>"


def _examples(content: Mapping[str, Any]) -> Iterator[str]:
    for media_type, shown in content.items():
        example = shown.get("example", "")
        written = example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
        yield f"<p><small>{escape(media_type)}</small></p><pre>{escape(written)}</pre>"


def _words(text: str) -> str:
    """A description, which is Markdown: of that we use only `code`."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))

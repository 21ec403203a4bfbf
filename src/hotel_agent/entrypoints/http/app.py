"""The application: every door, and what surrounds them."""

from importlib.metadata import version
from typing import Any

from litestar import Litestar, Response, Router
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.middleware import DefineMiddleware
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Tag
from litestar.types import ASGIApp
from prometheus_client import CollectorRegistry

from hotel_agent.application.desk import FrontDesk
from hotel_agent.config import Config, Environment
from hotel_agent.entrypoints.http.audit import audit_log
from hotel_agent.entrypoints.http.challenge import Challenges
from hotel_agent.entrypoints.http.checks import Checks
from hotel_agent.entrypoints.http.coming_in import come_in, fetch_token, leave, take_password
from hotel_agent.entrypoints.http.docs import DocsPage
from hotel_agent.entrypoints.http.envelope import Envelope
from hotel_agent.entrypoints.http.follow import follow_messages
from hotel_agent.entrypoints.http.gauges import HouseGauges
from hotel_agent.entrypoints.http.gmail import take_push
from hotel_agent.entrypoints.http.guard import Guard, check_rules, principal_of
from hotel_agent.entrypoints.http.guest_rights import erase_guest, export_guest
from hotel_agent.entrypoints.http.health import health, live, ready, startup
from hotel_agent.entrypoints.http.hooks import shake_hands, take_post
from hotel_agent.entrypoints.http.hotels import (
    change_hotel,
    close_hotel,
    enter_hotel,
    list_hotels,
    refresh_hotels,
    show_hotel,
)
from hotel_agent.entrypoints.http.house import (
    change_book,
    change_door,
    change_property,
    change_rules,
    change_template,
    show_book,
    show_doors,
    show_knowledge,
    show_properties,
    show_rules,
    show_templates,
    strike_out,
    try_book,
    write_down,
)
from hotel_agent.entrypoints.http.identifiers import add_identifier, remove_identifier
from hotel_agent.entrypoints.http.inbox import conversation_sheet, conversations
from hotel_agent.entrypoints.http.live import follow_hotel
from hotel_agent.entrypoints.http.metrics import CrewCounts, metrics
from hotel_agent.entrypoints.http.once import Asking, Once
from hotel_agent.entrypoints.http.oneself import greeting, oneself
from hotel_agent.entrypoints.http.operations import LARGEST_BODY
from hotel_agent.entrypoints.http.origins import sharing
from hotel_agent.entrypoints.http.page import page, page_file
from hotel_agent.entrypoints.http.passes import Cookies
from hotel_agent.entrypoints.http.people import (
    all_tokens,
    change_person,
    engage,
    everybody,
    make_token,
    revoke_token,
)
from hotel_agent.entrypoints.http.problems import problem
from hotel_agent.entrypoints.http.reservations import list_reservations, show_reservation
from hotel_agent.entrypoints.http.rules import anybody
from hotel_agent.entrypoints.http.series import HttpSeries
from hotel_agent.entrypoints.http.shadow import send_draft, shadow_report
from hotel_agent.entrypoints.http.stepping_in import assign, block, note, release, reply, stepping, take, unblock
from hotel_agent.entrypoints.http.streams import Streams
from hotel_agent.entrypoints.http.switches import (
    back_to_default,
    flags_on,
    follow_everybody,
    switches,
    throw_for_all,
    throw_here,
)
from hotel_agent.entrypoints.http.tasks import task_assign, task_cancel, task_done, tasks
from hotel_agent.entrypoints.http.today import today
from hotel_agent.entrypoints.http.trace import conversation_trace
from hotel_agent.entrypoints.http.unrouted import list_unrouted, route_unrouted
from hotel_agent.entrypoints.http.unsubscribe import ask_to_be_spared, be_spared
from hotel_agent.entrypoints.http.webchat import fetch_messages, forget_chat, open_chat, press_choice, write_message
from hotel_agent.entrypoints.http.workers import Workers

_ROUTES = (
    page,
    page_file,
    shake_hands,
    take_post,
    take_push,
    ask_to_be_spared,
    be_spared,
    open_chat,
    write_message,
    press_choice,
    forget_chat,
    fetch_messages,
    follow_messages,
    health,
    live,
    ready,
    startup,
    metrics,
    come_in,
    fetch_token,
    take_password,
    leave,
    oneself,
    greeting,
    conversations,
    conversation_sheet,
    conversation_trace,
    take,
    reply,
    note,
    assign,
    release,
    block,
    unblock,
    send_draft,
    shadow_report,
    tasks,
    task_done,
    task_cancel,
    task_assign,
    follow_hotel,
    today,
    everybody,
    engage,
    change_person,
    all_tokens,
    make_token,
    revoke_token,
    audit_log,
    flags_on,
    switches,
    throw_here,
    follow_everybody,
    throw_for_all,
    back_to_default,
    export_guest,
    erase_guest,
    list_hotels,
    show_hotel,
    enter_hotel,
    change_hotel,
    close_hotel,
    refresh_hotels,
    add_identifier,
    remove_identifier,
    show_rules,
    change_rules,
    show_book,
    change_book,
    try_book,
    show_properties,
    change_property,
    show_knowledge,
    write_down,
    strike_out,
    show_doors,
    change_door,
    show_templates,
    change_template,
    list_reservations,
    show_reservation,
    list_unrouted,
    route_unrouted,
)


def build_app(
    desk: FrontDesk,
    config: Config,
    *,
    registry: CollectorRegistry,
    works: bool = True,
    streams: Streams | None = None,
    crew_counts: CrewCounts | None = None,
) -> ASGIApp:
    """The web's way to this desk. As long as it is open, the desk works, unless that is left to other processes.

    The registry is the one that `/metrics` shows; several applications need one each. Whoever stops the server ends
    the `streams` first: requests that have begun are waited for, and a stream has no end of its own. `crew_counts` are
    shown beside what is counted here.
    """
    workers = Workers(desk, here=works)
    series = HttpSeries(registry)
    only_encrypted = config.environment is Environment.PRODUCTION
    cookies = Cookies(only_encrypted)
    guard = Guard(desk.porter, cookies)
    given = {
        "jar": cookies,
        "guard": guard,
        "desk": desk,
        "config": config,
        "registry": registry,
        "workers": workers,
        "series": series,
        "checks": Checks(desk, config, workers),
        "gauges": HouseGauges(desk, workers, registry),
        "crew_counts": crew_counts or _nobody,
        "streams": streams or Streams(),
        "challenges": Challenges(config.secret_key, desk.clock, desk.chance),
    }
    inside = Litestar(
        route_handlers=_ROUTES,
        dependencies={
            **{name: _provided(thing) for name, thing in given.items()},
            "principal": Provide(principal_of, sync_to_thread=False),
            "step": Provide(stepping, sync_to_thread=False),
        },
        guards=[guard],
        before_request=None if desk.repeats is None else Asking(desk.repeats, desk.tenants, desk.clock),
        middleware=[] if desk.repeats is None else [DefineMiddleware(Once, repeats=desk.repeats)],
        lifespan=[workers.at_work],
        request_max_body_size=LARGEST_BODY,
        exception_handlers={Exception: problem},
        openapi_config=_openapi(),
        cors_config=sharing(desk.tenants),
        logging_config=None,
        debug=False,
    )
    check_rules(inside)
    return Envelope(inside, clock=desk.clock, chance=desk.chance, series=series, only_encrypted=only_encrypted)


async def _nobody() -> tuple[tuple[str, str], ...]:
    return ()


def _provided(thing: object) -> Provide:
    return Provide(lambda: thing, sync_to_thread=False)


def _as_problem(answer: Response[Any]) -> Response[Any]:
    """What is not there is told as everywhere else; the framework has a page of its own for it."""
    if answer.status_code == 404:
        raise NotFoundException
    return answer


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="hotel_agent",
        version=version("hotel-agent"),
        description=(
            "The doors of a hotel's front desk. Guests write over WhatsApp or in the web chat; what they write is "
            "stored first and answered afterwards. Every error is a problem (RFC 9457) with the name of the request. "
            "A POST behind the desk may bear an `Idempotency-Key`: sent again within 24 hours it is done once, and "
            "the first answer is given again; 409 while it is being done, 422 for something else under the key."
        ),
        openapi_router=Router(
            "/docs",
            route_handlers=[],
            include_in_schema=False,
            opt=anybody("what the routes are is no secret"),
            after_request=_as_problem,
        ),
        render_plugins=[DocsPage(path="/"), JsonRenderPlugin()],
        use_handler_docstrings=True,
        tags=[
            Tag(name="webhooks", description="Where Meta posts what happens on WhatsApp, and Google tells of mail."),
            Tag(name="web chat", description="What a page needs to talk with the hotel."),
            Tag(name="people", description="Who may come in behind the desk."),
            Tag(name="reception", description="What a page of the reception needs: who waits, reading, stepping in."),
            Tag(name="administration", description="How the house is set up, and what was done to it."),
            Tag(name="health", description="For supervisors, proxies and monitoring."),
        ],
        components=Components(
            security_schemes={
                "guest": SecurityScheme(type="http", scheme="bearer", description="The token of the chat"),
                "staff": SecurityScheme(type="http", scheme="bearer", description="A token of the house, or a JWT"),
            }
        ),
    )

"""What a capability hands to the floors below, in one call: each thing goes to the registry of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from linli.cases import actions, beginning, catalogue
from linli.cases.bulk import declared as bulk
from linli.cases.privacy import consents
from linli.flows import table
from linli.ledger import figures, outbox
from linli.papers import declared
from linli.people import purposes

if TYPE_CHECKING:
    from collections.abc import Callable


def _follow(reaction: outbox.Reaction) -> None:
    outbox.declare(reaction.verb, reaction.does)


REGISTRIES: dict[type, Callable[[Any], None]] = {
    table.Flow: table.declare,
    catalogue.Shipped: catalogue.declare,
    beginning.Beginning: beginning.declare,
    actions.Action: actions.declare,
    bulk.Bulk: bulk.declare,
    consents.Asked: consents.declare,
    purposes.Purpose: purposes.declare,
    figures.Figure: figures.declare,
    figures.Rate: figures.declare,
    declared.Paper: declared.declare,
    outbox.Reaction: _follow,
}


def declare(*things: object) -> None:
    """Make all ``things`` known, in their order. Called from ``AppConfig.ready()``; TypeError for what has no registry."""
    for thing in things:
        registry = REGISTRIES.get(type(thing))
        if registry is None:
            message = f"nothing below knows what to do with a {type(thing).__name__}"
            raise TypeError(message)
        registry(thing)

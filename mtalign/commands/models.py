"""`mtalign models`."""

from __future__ import annotations

import click

_offline = click.option("--offline", is_flag=True, help="Never use the network.")


@click.group()
def models() -> None:
    """List, describe and verify models."""


@models.command("list")
def list_models() -> None:
    """The models that work without network."""
    from mtalign.translation import bundled_models, resolve

    for name in bundled_models():
        checkpoint = resolve(name)
        size = sum(path.stat().st_size for path in checkpoint.weight_files)
        click.echo(f"{name}  {size / 1e6:.0f} MB  bundled")


@models.command()
@click.argument("name")
@_offline
def info(name: str, offline: bool) -> None:
    """What NAME is: a bundled model, a folder, or a hub model."""
    from mtalign.translation import resolve
    from mtalign.translation.inspect import describe

    for label, value in describe(resolve(name, offline=offline)):
        click.echo(f"{label + ':':15}{value}")


@models.command()
@click.argument("name")
@_offline
def verify(name: str, offline: bool) -> None:
    """Check that NAME is whole and runs."""
    from mtalign.translation import resolve
    from mtalign.translation.inspect import verify as checks

    for passed in checks(resolve(name, offline=offline)):
        click.echo(f"ok: {passed}")

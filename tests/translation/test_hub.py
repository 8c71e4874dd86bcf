"""Hub repositories laid out like the real ones, through the command line, on a hub that is this machine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest
from safetensors.numpy import load, save

from tests.conftest import Run, one_line_error
from tests.translation import tiny
from tests.translation.loopback import Files, Hub, Repository, files_of, serving

Translate = Callable[..., "CompletedProcess[bytes]"]
NAME = "Some-Owner/opus-mt-xx-yy"
PICKLE, SAFE = "pytorch_model.bin", "model.safetensors"


@pytest.fixture(scope="module")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Files]:
    """The same tiny model as safetensors, as shards, and as pickle with what else the hub's repositories hold."""
    import torch
    from transformers import MarianMTModel

    folder = tiny.build(tmp_path_factory.mktemp("layouts") / "m")
    safe = files_of(folder)
    model = MarianMTModel.from_pretrained(folder)
    model.save_pretrained(folder / "shards", max_shard_size="60KB")
    torch.save(model.state_dict(), folder / PICKLE)
    rest = {name: data for name, data in safe.items() if name != SAFE}
    useless = {"rust_model.ot": b"ot", "tf_model.h5": b"h5", "code.py": b"raise SystemExit", "README.md": b"# A model"}
    return {
        "safetensors": safe,
        "shards": {**rest, **{n: d for n, d in files_of(folder / "shards").items() if "safetensors" in n}},
        "pickle": {**rest, **useless, PICKLE: (folder / PICKLE).read_bytes()},
        "nothing": {**rest, **useless},
    }


@pytest.fixture
def hub() -> Iterator[Hub]:
    with serving() as found:
        yield found


@pytest.fixture
def translate(hub: Hub, run: Run, tmp_path: Path) -> Translate:
    """`mtalign translate --model NAME` with caches of its own and this hub."""

    def call(*args: str, model: str = NAME, **env: str) -> CompletedProcess[bytes]:
        own = {
            "HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "hf"), "MTALIGN_CACHE": str(tmp_path / "cache"),
            "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_PROGRESS_BARS": "1", **env,
        }  # fmt: skip
        return run("translate", "-q", "--model", model, *args, input=b"Bonjour.", **own)

    return call


def _downloads(hub: Hub) -> set[str]:
    return {request.rsplit("/", 1)[1] for request in hub.requests if request.startswith("GET ") and "/resolve/" in request}


def test_safetensors_are_fetched_once_and_work_offline(hub: Hub, translate: Translate, layouts: dict[str, Files]) -> None:
    hub.repositories[NAME] = Repository({"main": {**layouts["pickle"], **layouts["safetensors"]}})
    assert "--offline forbids the network" in one_line_error(translate("--offline"))
    assert "HF_HUB_OFFLINE forbids the network" in one_line_error(translate(HF_HUB_OFFLINE="1"))
    assert hub.requests == []
    first = translate()
    assert first.returncode == 0, first.stderr
    assert SAFE in _downloads(hub)
    assert not _downloads(hub) & {PICKLE, "code.py", "rust_model.ot", "tf_model.h5"}
    before = len(hub.requests)
    for again in (translate("--offline"), translate(), translate(HF_HUB_OFFLINE="1"), translate("--safetensors-only")):
        assert again.stdout == first.stdout
    assert len(hub.requests) == before


@pytest.mark.parametrize("layout", ["shards", "pickle"])
def test_other_layouts_translate_alike(layout: str, hub: Hub, translate: Translate, layouts: dict[str, Files]) -> None:
    hub.repositories |= {NAME: Repository({"main": layouts[layout]}), "a/safe": Repository({"main": layouts["safetensors"]})}
    found = translate()
    assert found.returncode == 0, found.stderr
    assert found.stdout == translate(model="a/safe").stdout
    assert translate("--offline").stdout == found.stdout


def test_the_hubs_own_conversion_comes_before_the_pickle(hub: Hub, translate: Translate, layouts: dict[str, Files]) -> None:
    hub.repositories[NAME] = repository = Repository({"main": layouts["pickle"]})
    repository.open_request({**layouts["pickle"], SAFE: b"not yet whole", "config.json": b"{}"})
    repository.open_request({**layouts["pickle"], SAFE: layouts["safetensors"][SAFE], "README.md": b"# Converted"})
    found = translate("--safetensors-only")
    assert found.returncode == 0, found.stderr
    assert SAFE in _downloads(hub)
    assert PICKLE not in _downloads(hub)
    before = len(hub.requests)
    assert translate("--offline").stdout == found.stdout
    assert len(hub.requests) == before


@pytest.mark.parametrize(
    "request_of",
    [
        lambda files, safe: ({**files, SAFE: safe}, {"author": "somebody"}),
        lambda files, safe: ({**files, SAFE: safe}, {"status": "closed"}),
        lambda files, safe: ({**files, SAFE: safe, "vocab.json": b"{}"}, {}),
        lambda files, safe: ({k: v for k, v in {**files, SAFE: safe}.items() if k != "vocab.json"}, {}),
        lambda files, _: ({**files, "other.txt": b""}, {}),
    ],
    ids=["by somebody else", "closed", "changes the vocabulary", "drops the vocabulary", "adds no weights"],
)
def test_other_pull_requests_are_left_alone(
    request_of: Callable[..., tuple[Files, dict[str, str]]], hub: Hub, translate: Translate, layouts: dict[str, Files]
) -> None:
    hub.repositories[NAME] = repository = Repository({"main": layouts["pickle"]})
    files, how = request_of(layouts["pickle"], layouts["safetensors"][SAFE])
    repository.open_request(files, **how)
    refused = translate("--safetensors-only")
    assert "only as pickle, which --safetensors-only refuses" in one_line_error(refused)
    assert PICKLE not in _downloads(hub)
    assert translate().returncode == 0
    assert _downloads(hub) >= {PICKLE}
    assert SAFE not in _downloads(hub)


def test_a_revision_is_taken_as_it_is(hub: Hub, translate: Translate, layouts: dict[str, Files]) -> None:
    hub.repositories[NAME] = repository = Repository({"main": layouts["nothing"], "v1": layouts["pickle"]})
    repository.open_request({**layouts["pickle"], SAFE: layouts["safetensors"][SAFE]})
    assert translate("--hub-revision", "v1").returncode == 0
    assert SAFE not in _downloads(hub)
    assert translate("--hub-revision", "refs/pr/1", "--safetensors-only").returncode == 0
    assert "has no revision 'v2'" in one_line_error(translate("--hub-revision", "v2"))


def test_what_the_hub_does_not_give_is_one_line(hub: Hub, translate: Translate, layouts: dict[str, Files]) -> None:
    hub.repositories |= {
        NAME: Repository({"main": layouts["nothing"]}),
        "a/gated": Repository({"main": layouts["safetensors"]}, gated=True),
    }
    assert "has no weights that mtalign reads" in one_line_error(translate())
    assert "is the name right?" in one_line_error(translate(model="a/missing"))
    assert "is gated: accept its terms" in one_line_error(translate(model="a/gated"))
    assert translate(model="a/gated", HF_TOKEN="hf_secret").returncode == 0
    assert "Bearer hf_secret" in hub.authorizations


def test_a_download_that_breaks_off_goes_on(hub: Hub, translate: Translate, layouts: dict[str, Files]) -> None:
    # The client keeps what it has in pieces of ten megabytes.
    padding = {"unused": np.zeros(6_000_000, dtype=np.float32)}
    large = {**layouts["safetensors"], SAFE: save({**load(layouts["safetensors"][SAFE]), **padding})}
    hub.repositories |= {NAME: Repository({"main": large}), "a/safe": Repository({"main": layouts["safetensors"]})}
    hub.breaks = 1
    first = translate()
    if first.returncode:
        assert "the next run goes on where it was" in one_line_error(first)
        first = translate()
    assert first.returncode == 0, first.stderr
    assert hub.breaks == 0
    assert hub.ranges, "what had arrived was fetched again"
    assert first.stdout == translate(model="a/safe").stdout


def test_a_folder_from_which_weights_were_lost_is_fetched_again(
    hub: Hub, translate: Translate, layouts: dict[str, Files], tmp_path: Path
) -> None:
    hub.repositories[NAME] = Repository({"main": layouts["pickle"]})
    found = translate()
    for path in (tmp_path / "hf").rglob(PICKLE):
        path.unlink()
    shutil.rmtree(tmp_path / "cache")
    assert "not in the Hugging Face cache" in one_line_error(translate("--offline"))
    assert translate().stdout == found.stdout


def test_a_missing_network_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    env = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path / "hf"), "HF_HUB_DISABLE_XET": "1"}
    done = run("translate", "--model", "some/model", input=b"Bonjour.", **env)
    assert "no connection to the hub" in one_line_error(done)

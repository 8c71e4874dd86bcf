"""Trees and network compute what the programs that learnt them do."""

from __future__ import annotations

import numpy as np
import pytest

from mtalign.detect.judge.network import Network
from mtalign.detect.judge.trees import Forest

# Two trees: one with three leaves, one that is a leaf.
ARRAYS = {
    "t_feature": np.array([1, 0, 0, 0, 0, 0]),
    "t_threshold": np.array([0.5, 2.0, 0, 0, 0, 0]),
    "t_left": np.array([1, 3, 2, 3, 4, 5]),
    "t_right": np.array([2, 4, 2, 3, 4, 5]),
    "t_value": np.array([0, 0, 3.0, 1.0, 2.0, 10.0]),
    "t_roots": np.array([0, 5]),
}
ROWS = np.array([[0.0, 0.0], [2.0, 0.5], [2.5, 0.0], [0.0, 0.6]], np.float32)


def test_a_row_falls_to_the_left_up_to_the_threshold() -> None:
    assert Forest(ARRAYS, "t_").scores(ROWS).tolist() == [11.0, 11.0, 12.0, 13.0]
    assert Forest(ARRAYS, "t_").scores(ROWS, 0, 1).tolist() == [1.0, 1.0, 2.0, 3.0]
    assert Forest(ARRAYS, "t_").scores(ROWS[:0]).tolist() == []


def test_rows_without_promise_are_not_followed_up() -> None:
    assert Forest(ARRAYS, "t_").promising(ROWS, 1, 2.0, -7.0).tolist() == [-7.0, -7.0, 12.0, 13.0]


def test_the_network_is_the_one_that_was_trained() -> None:
    torch = pytest.importorskip("torch")
    from learning.judge import network as learning

    torch.manual_seed(3)
    classes = torch.tensor([0, 1, 2, 1, 2, 3])
    net = learning.Net(classes).eval()
    arrays = net.arrays()
    # Words are kept as bytes: give torch what was kept.
    net.w.weight.data = torch.tensor(arrays["net_w"] * arrays["net_ws"].astype(np.float32)[:, None])
    for name, value in net.state_dict().items():
        if name != "w.weight" and name != "classes":
            value.copy_(value.half().float())
    ours = Network(arrays, learning.DISTANCES)
    segments = [np.array([0, 2, 3, 4, 2, 1], np.int32), np.array([0, 4, 1], np.int32)]
    shapes = [np.array([0, 3, 0, 1, 0, 0], np.int32), np.array([0, 2, 0], np.int32)]
    found = ours.scores(segments, [classes.numpy()[s].astype(np.int32) for s in segments], shapes)
    expected = []
    for segment, shape in zip(segments, shapes, strict=True):
        with torch.no_grad():
            scores = net(torch.tensor(segment[None].astype(np.int64)), torch.tensor(shape[None].astype(np.int64)))[0, 1:-1]
        expected.append((scores[:, 1:] - scores[:, :1]).numpy())
    assert found.shape == (5, 10)
    np.testing.assert_allclose(found, np.concatenate(expected), atol=2e-4)

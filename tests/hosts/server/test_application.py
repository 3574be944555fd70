"""The server: in this process for its responses, in its own for its lifetime."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from websockets.sync.client import connect

import latentwalk
from latentwalk.adoption.predictors.adding import with_digits
from latentwalk.errors import FolderError, MissingError
from latentwalk.hosts.server import application as routes
from latentwalk.hosts.server import decoding
from latentwalk.hosts.server.application import application
from tests.hosts.server.frames import frame
from tests.hosts.server.servers import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import WebSocketTestSession

WIRE = "ws://127.0.0.1:8765/models/0/decode"


@pytest.fixture(scope="module")
def model(trained: Path) -> latentwalk.Model:
    return latentwalk.open(trained)


@pytest.fixture
def client(model: latentwalk.Model) -> Iterator[TestClient]:
    with TestClient(application([model]), base_url="http://127.0.0.1:8765") as client:
        yield client


def test_it_serves_the_page_and_the_model_folder(client: TestClient, trained: Path) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "latentwalk" in page.text.lower()
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert client.get("/models/0/decoder.onnx").content == (trained / "decoder.onnx").read_bytes()
    assert client.get("/models/0/latentwalk.json").json()["latent_dim"] == 6


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("0-9", 0, 10), ("5-", 5, None), ("7-7", 7, 8), ("3-99999999", 3, None)],
)
def test_a_part_of_a_file_is_served(
    client: TestClient, trained: Path, asked: str, start: int, stop: int | None
) -> None:
    content = (trained / "decoder.onnx").read_bytes()
    answer = client.get("/models/0/decoder.onnx", headers={"Range": f"bytes={asked}"})
    assert (answer.status_code, answer.content) == (206, content[start:stop])
    last = len(content) - 1 if stop is None else stop - 1
    assert answer.headers["content-range"] == f"bytes {start}-{last}/{len(content)}"


@pytest.mark.parametrize(
    "asked", ["bytes=99999999-", "bytes=-5", "bytes=9-3", "bytes=0-1,4-5", "x"]
)
def test_other_ranges_are_refused_with_the_size(
    client: TestClient, trained: Path, asked: str
) -> None:
    answer = client.get("/models/0/decoder.onnx", headers={"Range": asked})
    size = (trained / "decoder.onnx").stat().st_size
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{size}"


def test_a_part_of_a_missing_file_is_not_served(client: TestClient) -> None:
    assert client.get("/models/0/x.bin", headers={"Range": "bytes=0-1"}).status_code == 404


@pytest.mark.parametrize("name", ["missing.onnx", "../latentwalk.json", "..%2f..%2fetc%2fpasswd"])
def test_only_files_of_the_manifest_are_served(client: TestClient, name: str) -> None:
    assert client.get(f"/models/0/{name}").status_code == 404


def test_an_altered_file_is_not_served(model_folder: Path) -> None:
    model = latentwalk.open(model_folder)
    (model_folder / "decoder.onnx").write_bytes(b"other")
    with TestClient(application([model]), base_url="http://127.0.0.1:8765") as client:
        answer = client.get("/models/0/decoder.onnx")
    assert answer.status_code == 404
    assert "does not match" in answer.text


def test_requests_with_a_foreign_name_are_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 421
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(WIRE, headers={"origin": "http://evil.example"}) as wire,
    ):
        wire.receive_bytes()


def test_it_decodes(client: TestClient, model: latentwalk.Model) -> None:
    z = np.random.default_rng(0).normal(size=(5, 6)).astype(np.float32)
    with client.websocket_connect(WIRE) as wire:
        wire.send_bytes(frame(9, 1, z))
        answer = wire.receive_bytes()
    head = np.frombuffer(answer, "<u4", 6)
    assert head.tolist() == [9, 1, 5, 8, 8, 1]
    pixels = np.frombuffer(answer, np.uint8, offset=24).reshape(5, 8, 8, 1)
    np.testing.assert_array_equal(pixels, model.pixels(z))


def test_it_decodes_images_to_values_if_asked(client: TestClient, model: latentwalk.Model) -> None:
    z = np.random.default_rng(0).normal(size=(2, 6)).astype(np.float32)
    with client.websocket_connect(WIRE) as wire:
        wire.send_bytes(frame(9, 1, z, exact=True))
        answer = wire.receive_bytes()
    assert np.frombuffer(answer, "<u4", 6).tolist() == [9, 1, 2, 64, 1, 1]
    values = np.frombuffer(answer, "<f4", offset=24).reshape(2, 1, 8, 8)
    np.testing.assert_allclose(values, model.decode(z), atol=1e-6)


def test_an_invalid_request_gets_an_error_and_the_connection_stays_open(client: TestClient) -> None:
    with client.websocket_connect(WIRE) as wire:
        wire.send_bytes(frame(3, 0, np.full((1, 6), np.inf)))
        assert json.loads(wire.receive_text()) == {
            "type": "error",
            "id": 3,
            "message": "A latent point must be finite, got NaN or infinity.",
        }
        wire.send_bytes(b"")
        assert json.loads(wire.receive_text())["id"] == 0
        wire.send_bytes(frame(4, 0, np.zeros((1, 6))))
        assert np.frombuffer(wire.receive_bytes(), "<u4", 1) == 4


class SlowModel:
    """A fake model that is slow: each call of its decoder waits until it is released."""

    def __init__(self, model: latentwalk.Model) -> None:
        self.latent_dim, self.row_dim = model.latent_dim, model.row_dim
        self.folder = model.folder
        self.name = model.name
        self.output = model.output
        self.seen: list[float] = []
        self.begun = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def sent(self, z: np.ndarray) -> np.ndarray:
        self.seen.append(float(z[0, 0]))
        self.begun.release()
        assert self.go.acquire(timeout=10)
        return np.zeros((len(z), 2, 2, 1), np.uint8)

    exact = sent


@contextmanager
def slowly(model: latentwalk.Model) -> Iterator[tuple[SlowModel, WebSocketTestSession]]:
    """A page's wire to a slow model."""
    slow = SlowModel(model)
    app = application([slow])  # type: ignore[arg-type]
    with (
        TestClient(app, base_url="http://127.0.0.1:8765") as client,
        client.websocket_connect(WIRE) as wire,
    ):
        yield slow, wire


def point(value: float) -> np.ndarray:
    return np.full((1, 6), value, np.float32)


def test_the_latest_request_of_a_lane_wins_and_lane_0_is_first(model: latentwalk.Model) -> None:
    with slowly(model) as (slow, wire):
        wire.send_bytes(frame(1, 1, point(1)))
        assert slow.begun.acquire(timeout=10)  # the first is being decoded
        wire.send_bytes(frame(2, 1, point(2)))
        wire.send_bytes(frame(3, 1, point(3)))
        wire.send_bytes(frame(4, 0, point(4)))
        wire.send_bytes(frame(5, 1, point(5)))
        wire.send_bytes(b"")  # its answer says that the others were heard
        assert json.loads(wire.receive_text())["type"] == "error"
        for _ in range(3):
            slow.go.release()
        assert json.loads(wire.receive_text()) == {"type": "superseded", "ids": [2, 3]}
        answered = [int(np.frombuffer(wire.receive_bytes(), "<u4", 1)[0]) for _ in range(3)]
    assert answered == [1, 4, 5]
    assert slow.seen == [1, 4, 5]


def test_a_busy_client_is_notified_of_superseded_requests_before_a_reply(
    model: latentwalk.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "MAX_SUPERSEDED", 3)
    with slowly(model) as (slow, wire):
        wire.send_bytes(frame(1, 0, point(1)))
        assert slow.begun.acquire(timeout=10)
        for number in range(2, 7):
            wire.send_bytes(frame(number, 0, point(number)))
        assert json.loads(wire.receive_text()) == {"type": "superseded", "ids": [2, 3, 4]}
        for _ in range(2):
            slow.go.release()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FolderError("decoder.onnx failed on 2 inputs: why."), "failed on 2 inputs"),
        (RuntimeError("no\nmemory"), "no memory"),
        (KeyError("x"), "x"),
        (MemoryError(), "Too many images"),
    ],
)
def test_an_error_in_a_network_is_sent_and_the_connection_stays_open(
    model: latentwalk.Model, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fails(z: np.ndarray) -> np.ndarray:
        if len(z) > 1:
            raise error
        return np.zeros((len(z), 2, 2, 1), np.uint8)

    monkeypatch.setattr(model, "sent", fails, raising=False)
    with (
        TestClient(application([model]), base_url="http://127.0.0.1:8765") as client,
        client.websocket_connect(WIRE) as wire,
    ):
        wire.send_bytes(frame(1, 0, np.zeros((2, 6))))
        reply = json.loads(wire.receive_text())
        assert (reply["type"], reply["id"]) == ("error", 1)
        assert said in reply["message"]
        assert reply["message"].endswith(".")
        assert "\n" not in reply["message"]
        wire.send_bytes(frame(2, 0, np.zeros((1, 6))))
        assert len(wire.receive_bytes()) == 24 + 4


def test_a_missing_page_gives_instructions(
    model: latentwalk.Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "BUNDLE", tmp_path)
    with pytest.raises(MissingError, match="lacks the page"):
        application([model])


def test_compression_is_declined() -> None:
    with (
        running("mnist") as (_, address),
        connect(address.replace("http", "ws") + "models/0/decode") as wire,
    ):
        assert "deflate" in wire.request.headers["Sec-WebSocket-Extensions"]
        assert wire.response is not None
        assert "Sec-WebSocket-Extensions" not in wire.response.headers


def test_several_models_are_listed_and_served(model: latentwalk.Model) -> None:
    other = latentwalk.open("mnist-2d")
    with TestClient(application([model, other]), base_url="http://127.0.0.1:8765") as client:
        listed = client.get("/models/index.json").json()
        assert [(entry["id"], entry["latent_dim"]) for entry in listed] == [("0", 6), ("1", 2)]
        assert client.get("/models/1/latentwalk.json").json()["name"] == "mnist-2d"
        assert client.get("/models/2/latentwalk.json").status_code == 404


def test_it_encodes_for_a_page_that_cannot(client: TestClient, model: latentwalk.Model) -> None:
    images = np.random.default_rng(0).uniform(-1, 1, (2, *model.image.shape)).astype(np.float32)
    answer = client.post("/models/0/encode", content=images.tobytes())
    mean, logvar = np.frombuffer(answer.content, "<f4").reshape(2, 2, 6)
    expected = model.encode(images)
    np.testing.assert_allclose(mean, expected.mean, rtol=1e-5)
    np.testing.assert_allclose(logvar, expected.logvar, rtol=1e-5)


def test_it_predicts_for_a_page_that_cannot() -> None:
    ours = with_digits(latentwalk.open("mnist"))
    samples = ours.decode([ours.preset("3"), ours.preset("8")])
    with TestClient(application([ours]), base_url="http://127.0.0.1:8765") as client:
        assert client.get("/models/0/latentwalk.json").json()["predictor"]["returns"] == "logits"
        answer = client.post("/models/0/predict", content=samples.tobytes())
        refused = client.post("/models/0/predict", content=b"abc")
    scores = np.frombuffer(answer.content, "<f4").reshape(2, 10)
    np.testing.assert_array_equal(scores, ours.predict(samples))
    assert scores.argmax(1).tolist() == [3, 8]
    assert refused.status_code == 400


def test_a_model_without_a_predictor_says_so(client: TestClient) -> None:
    answer = client.post("/models/0/predict", content=np.zeros(64, np.float32).tobytes())
    assert answer.status_code == 400
    assert "has no predictor" in answer.text


@pytest.mark.parametrize("body", [b"", b"abc", np.full(784, np.nan, np.float32).tobytes()])
def test_what_cannot_be_encoded_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/models/0/encode", content=body)
    assert answer.status_code == 400
    assert "Traceback" not in answer.text


def test_encoding_is_limited_to_its_own_page_and_a_size(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = client.post("/models/0/encode", content=b"", headers={"origin": "http://evil"})
    assert foreign.status_code == 403
    monkeypatch.setattr(routes, "MAX_BODY", 10)
    assert client.post("/models/0/encode", content=b"x" * 11).status_code == 413


def test_a_page_can_ask_whether_the_server_is_alive(client: TestClient) -> None:
    answer = client.get("/alive")
    assert (answer.status_code, answer.content) == (204, b"")

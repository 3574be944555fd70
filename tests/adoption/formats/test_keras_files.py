"""Keras models in HDF5, with an encoder beside them, and of TensorFlow.js: needs Keras."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from latentwalk.errors import ModelError
from tests.adoption.libraries import needs
from tests.adoption.opening import opened, opened_with_messages

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore")
Z = np.random.default_rng(0).standard_normal((3, 2), dtype=np.float32)


@pytest.fixture(autouse=True)
def keras() -> Any:
    needs("keras")
    import keras

    return keras


def decoder(keras: Any) -> Any:
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(7 * 7 * 4, name="dense"),
            layers.Reshape((7, 7, 4)),
            layers.BatchNormalization(name="norm"),
            layers.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu", name="up"),
            layers.Conv2DTranspose(
                1, 3, strides=2, padding="same", activation="sigmoid", name="out"
            ),
        ]
    )


def images(model: Any, z: Any = Z) -> Any:
    return np.asarray(model.predict(z, verbose=0)).transpose(0, 3, 1, 2)


def as_keras_2(path: Path) -> None:
    """Change a file to what Keras 2 wrote, with an argument that Keras 3 does not know."""
    import h5py

    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        for layer in config["config"]["layers"]:
            if layer["class_name"] == "Conv2DTranspose":
                layer["config"]["groups"] = 1
        file.attrs["model_config"] = json.dumps(config)
        file.attrs["keras_version"] = "2.7.0"


def test_hdf5_of_keras_2_opens_without_trust(keras: Any, tmp_path: Path) -> None:
    made = decoder(keras)
    made.save(tmp_path / "net.h5")
    as_keras_2(tmp_path / "net.h5")
    model, messages = opened_with_messages(tmp_path / "net.h5")
    np.testing.assert_allclose(model.decode(Z), images(made), atol=1e-4)
    assert "groups=1 of Conv2DTranspose of an older Keras is left out" in messages


@pytest.mark.parametrize("ending", [".h5", ".keras"])
def test_an_encoder_beside_it_is_used(keras: Any, tmp_path: Path, ending: str) -> None:
    decoder(keras).save(tmp_path / f"decoder{ending}")
    layers = keras.layers
    image = keras.Input((28, 28, 1))
    flat = layers.Flatten()(image)
    outputs = [layers.Dense(2, name="z_mean")(flat), layers.Dense(2, name="z_log_var")(flat)]
    encoder = keras.Model(image, outputs)
    encoder.save(tmp_path / f"encoder{ending}")
    for where in (tmp_path, tmp_path / f"decoder{ending}"):
        model = opened(where)
        given = np.random.default_rng(1).random((4, 1, 28, 28), dtype=np.float32)
        mean, logvar = encoder.predict(given.transpose(0, 2, 3, 1), verbose=0)
        posterior = model.encode(given)
        np.testing.assert_allclose(posterior.mean, mean, atol=1e-4)
        np.testing.assert_allclose(posterior.logvar, logvar, atol=1e-4)


def sampling_layer(keras: Any) -> Any:
    class Sampling(keras.layers.Layer):
        def call(self, inputs: Any) -> Any:
            mean, logvar = inputs
            noise = keras.random.normal(keras.ops.shape(mean))
            return mean + keras.ops.exp(0.5 * logvar) * noise

    return Sampling()


def sampling_function(keras: Any) -> Any:
    def sampling(inputs: Any) -> Any:
        return inputs[0] + keras.ops.exp(0.5 * inputs[1])

    return keras.layers.Lambda(sampling, output_shape=(2,), name="z")


@pytest.mark.parametrize(
    ("layer", "ending", "name"),
    [
        (sampling_layer, ".h5", "Sampling"),
        (sampling_layer, ".keras", "Sampling"),
        (sampling_function, ".h5", "'z'"),
    ],
)
def test_a_layer_that_samples_is_replaced_by_the_mean(
    keras: Any, tmp_path: Path, layer: Any, ending: str, name: str
) -> None:
    decoder(keras).save(tmp_path / f"decoder{ending}")
    image = keras.Input((28, 28, 1))
    flat = keras.layers.Flatten()(image)
    # a trained encoder's log-variances are below zero
    low = keras.initializers.Constant(-4.0)
    mean = keras.layers.Dense(2)(flat)
    logvar = keras.layers.Dense(2, bias_initializer=low)(flat)
    encoder = keras.Model(image, [mean, logvar, layer(keras)([mean, logvar])])
    encoder.save(tmp_path / f"encoder{ending}")
    model, messages = opened_with_messages(tmp_path)
    given = np.random.default_rng(1).random((4, 1, 28, 28), dtype=np.float32)
    expected = encoder.predict(given.transpose(0, 2, 3, 1), verbose=0)
    np.testing.assert_allclose(model.encode(given).mean, expected[0], atol=1e-4)
    np.testing.assert_allclose(model.encode(given).logvar, expected[1], atol=1e-4)
    assert (
        f"The layer {name} of encoder{ending} is replaced by its first input, the mean" in messages
    )


def test_another_layer_of_the_user_s_is_named(keras: Any, tmp_path: Path) -> None:
    class Mine(keras.layers.Layer):
        def call(self, inputs: Any) -> Any:
            return inputs

    keras.Sequential([keras.Input((2,)), Mine()]).save(tmp_path / "net.keras")
    with pytest.raises(ModelError, match="has a layer Mine, which is not Keras's own"):
        opened(tmp_path / "net.keras")


def test_names_of_layers_tell_the_outputs_of_a_model_in_memory(keras: Any) -> None:
    image = keras.Input((28, 28, 1))
    flat = keras.layers.Flatten()(image)
    heads = [keras.layers.Dense(2, name=name)(flat) for name in ("z_log_var", "z_mean")]

    class Autoencoder(keras.Model):
        def __init__(self) -> None:
            super().__init__()
            self.encoder, self.decoder = keras.Model(image, heads), decoder(keras)

    made = Autoencoder()
    model, messages = opened_with_messages(made)
    given = np.random.default_rng(1).random((4, 1, 28, 28), dtype=np.float32)
    expected = made.encoder.predict(given.transpose(0, 2, 3, 1), verbose=0)
    np.testing.assert_allclose(model.encode(given).mean, expected[1], atol=1e-4)
    assert "posterior=" not in messages


def test_code_inside_hdf5_is_refused(keras: Any, tmp_path: Path) -> None:
    path = tmp_path / "net.h5"
    keras.Sequential([keras.Input((4,)), keras.layers.Lambda(lambda x: x)]).save(path)
    with pytest.raises(ModelError, match="a layer Lambda, which holds code"):
        opened(path)


@pytest.mark.parametrize(
    "layer",
    [
        {"class_name": "Popen", "module": "subprocess", "config": {"args": "id"}},
        {"class_name": "function", "config": "system", "module": "os"},
        {"class_name": "__lambda__", "config": {"value": "AAAA"}},
        {"class_name": "Mine", "config": {}},
    ],
)
def test_foreign_code_in_hdf5_is_refused(keras: Any, tmp_path: Path, layer: Any) -> None:
    import h5py

    path = tmp_path / "net.h5"
    decoder(keras).save(path)
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        config["config"]["layers"].append(layer)
        file.attrs["model_config"] = json.dumps(config)
    with pytest.raises(ModelError, match="uses code of|not Keras's own"):
        opened(path)


def test_weights_alone_are_explained(keras: Any, tmp_path: Path) -> None:
    import h5py

    with h5py.File(tmp_path / "decoder.h5", "w") as file:
        file.create_group("dense")
    with pytest.raises(ModelError, match="has only weights"):
        opened(tmp_path / "decoder.h5")


@pytest.mark.parametrize("quantised", [False, True])
def test_a_model_of_tensorflow_js(keras: Any, tmp_path: Path, quantised: bool) -> None:
    made = decoder(keras)
    path = tmp_path / "seed.h5"
    made.save(path)
    as_keras_2(path)
    import h5py

    with h5py.File(path, "r") as file:
        topology = json.loads(file.attrs["model_config"])
    entries, data = [], b""
    for layer in made.layers:
        for weight, values in zip(layer.weights, layer.get_weights(), strict=True):
            entry = {"name": f"{layer.name}/{weight.name}", "shape": list(values.shape),
                     "dtype": "float32"}  # fmt: skip
            if quantised:
                low, scale = float(values.min()), float(np.ptp(values)) / 255 or 1.0
                entry["quantization"] = {"dtype": "uint8", "scale": scale, "min": low}
                values = np.rint((values - low) / scale).astype(np.uint8)
            entries.append(entry)
            data += values.tobytes()
    folder = tmp_path / "web"
    folder.mkdir()
    half = len(data) // 2
    (folder / "group1-shard1of2.bin").write_bytes(data[:half])
    (folder / "group1-shard2of2.bin").write_bytes(data[half:])
    names = ["group1-shard1of2.bin", "group1-shard2of2.bin"]
    content = {
        "format": "layers-model",
        "modelTopology": {"keras_version": "2.7.0", "model_config": topology},
        "weightsManifest": [{"paths": names, "weights": entries}],
    }
    (folder / "model.json").write_text(json.dumps(content))
    model = opened(folder / "model.json")
    np.testing.assert_allclose(model.decode(Z), images(made), atol=0.02 if quantised else 1e-4)
    assert model.name == "web"


def conditional(keras: Any, *, embedded: bool) -> tuple[Any, Any]:
    """Decoder and encoder of a conditional VAE of two inputs: a class one-hot or by its index."""
    layers = keras.layers

    def label() -> tuple[Any, Any]:
        if not embedded:
            given = keras.Input((10,), name="label")
            return given, given
        given = keras.Input((1,), name="label", dtype="int32")
        return given, layers.Flatten()(layers.Embedding(10, 6)(given))

    z, (given, known) = keras.Input((4,), name="z"), label()
    hidden = layers.Dense(16, activation="relu")(layers.Concatenate()([z, known]))
    image = layers.Reshape((8, 8, 1))(layers.Dense(64, activation="sigmoid")(hidden))
    decode = keras.Model([z, given], image)
    x, (given, known) = keras.Input((8, 8, 1), name="image"), label()
    hidden = layers.Concatenate()([layers.Flatten()(x), known])
    ends = [layers.Dense(4, name="z_mean")(hidden), layers.Dense(4, name="z_log_var")(hidden)]
    return decode, keras.Model([x, given], ends)


@pytest.mark.parametrize("embedded", [False, True])
@pytest.mark.parametrize("saved", [False, True])
def test_a_conditional_vae_has_two_inputs(
    keras: Any, tmp_path: Path, embedded: bool, saved: bool
) -> None:
    decode, encode = conditional(keras, embedded=embedded)
    pixels = np.random.default_rng(0).integers(0, 256, (40, 8, 8), dtype=np.uint8)
    digits = np.arange(40) % 10
    given: dict[str, Any] = {"decoder": decode, "encoder": encode}
    if saved:
        decode.save(tmp_path / "decoder.keras")
        encode.save(tmp_path / "encoder.keras")
        given = {"model": tmp_path / "decoder.keras"}
    model, messages = opened_with_messages(**given, data=pixels, labels=digits, values=(0, 1))
    assert "It takes label, " in messages
    assert "one of 10 values" in messages
    z = np.random.default_rng(1).standard_normal((5, 4)).astype(np.float32)
    classes = np.array([3, 1, 4, 1, 5])
    label = classes[:, None] if embedded else np.eye(10, dtype=np.float32)[classes]
    own = np.asarray(decode.predict([z, label], verbose=0)).transpose(0, 3, 1, 2)
    np.testing.assert_allclose(model.decode(z, {"label": classes}), own, atol=1e-4)
    images = pixels[:5, ..., None] / np.float32(255)
    mean = np.asarray(encode.predict([images, label], verbose=0)[0])
    np.testing.assert_allclose(model.encode(pixels[:5], {"label": classes}).mean, mean, atol=1e-4)

"""Asks a running server by NVIDIA's client (pip install tritonclient[http]):

flawlens serve --model parts=detector.onnx --port 8000 --timeout 60000
python packages/server/bench/triton.py 127.0.0.1:8000 parts
"""

import sys

import numpy as np
import tritonclient.http as http

address, name = sys.argv[1:3]
client = http.InferenceServerClient(address, network_timeout=60)
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(name)
print("server:", client.get_server_metadata())
metadata = client.get_model_metadata(name)
print("inputs:", metadata["inputs"])
print("outputs:", [(o["name"], o["datatype"], o["shape"]) for o in metadata["outputs"]])
index = client.get_model_repository_index()
assert [model["name"] for model in index].count(name) == 1, index

_, height, width, _ = metadata["inputs"][0]["shape"]
images = np.random.default_rng(1).integers(0, 256, (3, height, width, 3), dtype=np.uint8)
answers = []
for binary_in in (True, False):
    for binary_out in (True, False):
        tensor = http.InferInput("images", list(images.shape), "UINT8")
        tensor.set_data_from_numpy(images, binary_data=binary_in)
        outputs = [
            http.InferRequestedOutput(output, binary_data=binary_out)
            for output in ("scores", "maps", "verdicts")
        ]
        result = client.infer(name, [tensor], outputs=outputs, request_id="a")
        assert result.get_response()["id"] == "a"
        answers.append({key: result.as_numpy(key) for key in ("scores", "maps", "verdicts")})
def texts(values):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in values]


for answer in answers[1:]:
    for key in ("scores", "maps"):
        np.testing.assert_array_equal(answer[key], answers[0][key])
    assert texts(answer["verdicts"]) == texts(answers[0]["verdicts"])

# Without a list of outputs the client asks for all of them as bytes.
tensor = http.InferInput("images", list(images.shape), "UINT8")
tensor.set_data_from_numpy(images)
every = client.infer(name, [tensor])
np.testing.assert_array_equal(every.as_numpy("scores"), answers[0]["scores"])

# One image alone has the score that it has in a batch.
alone = http.InferInput("images", [1, height, width, 3], "UINT8")
alone.set_data_from_numpy(images[1:2])
score = client.infer(name, [alone]).as_numpy("scores")
np.testing.assert_allclose(score, answers[0]["scores"][1:2], rtol=1e-4)

# At once, from several threads.
pool = http.InferenceServerClient(address, concurrency=8, network_timeout=60)
only = [http.InferRequestedOutput("scores")]
requests = [pool.async_infer(name, [tensor], outputs=only) for _ in range(16)]
for request in requests:
    np.testing.assert_allclose(
        request.get_result().as_numpy("scores"), answers[0]["scores"], rtol=1e-4
    )

client.load_model(name)
try:
    client.infer("no-such-model", [tensor])
    raise SystemExit("expected an error, got none")
except http.InferenceServerException as error:
    print("an unknown model:", error)
try:
    wrong = http.InferInput("images", [1, 1, 1, 3], "UINT8")
    wrong.set_data_from_numpy(np.zeros((1, 1, 1, 3), np.uint8))
    client.infer(name, [wrong])
    raise SystemExit("expected an error, got none")
except http.InferenceServerException as error:
    print("a wrong shape:", error)
print("scores:", answers[0]["scores"].ravel(), "verdicts:", answers[0]["verdicts"])
print("tritonclient agrees")

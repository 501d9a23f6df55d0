"""Read Kokoro-82M's weights out of its int8 ONNX export, and name them for our modules.

The graph's node names carry the module paths (`/encoder/F0.1/conv1/Conv_quant`), so every weight
finds its module. Zero points and scales are taken from a node's own inputs, because the export
shares them between weights. Numbers stay the 8-bit numbers they are: only their layout changes
(matrices transposed, LSTM gates from ONNX's i-o-f-c to PyTorch's i-f-g-o).
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from studio.voice.weights import Quantised

GATES = (0, 2, 3, 1)  # where i, f, g, o stand in ONNX's i, o, f, c
Weights = dict[str, Tensor | Quantised]

# From the export's module paths to ours; the first pattern that fits is taken.
RENAMES = [
    (r"^bert\.embeddings\.word_embeddings$", "bert.words"),
    (r"^bert\.embeddings\.position_embeddings$", "bert.positions"),
    (r"^bert\.embeddings\.token_type_embeddings$", "bert.segments"),
    (r"^bert\.embeddings\.LayerNorm$", "bert.embedding_norm"),
    (r"^bert\.encoder\.embedding_hidden_mapping_in$", "bert.widen"),
    (r"^bert\..*\.attention\.(query|key|value)$", r"bert.layer.\1"),
    (r"^bert\..*\.attention\.dense$", "bert.layer.attended"),
    (r"^bert\..*\.attention\.LayerNorm$", "bert.layer.attended_norm"),
    (r"^bert\..*\.ffn$", "bert.layer.inner"),
    (r"^bert\..*\.ffn_output$", "bert.layer.outer"),
    (r"^bert\..*\.full_layer_layer_norm$", "bert.layer.outer_norm"),
    (r"^bert_encoder$", "bert_projection"),
    (r"^text_encoder\.cnn\.(\d)\.0$", r"text_encoder.blocks.\1.conv"),
    (r"^text_encoder\.cnn\.(\d)\.1$", r"text_encoder.blocks.\1.norm"),
    (r"^text_encoder\.(embedding|lstm)$", r"text_encoder.\1"),
    (r"^predictor\.text_encoder\.lstms\.0$", "predictor.duration_encoder.lstms.0"),
    (r"^predictor\.text_encoder\.lstms\.2$", "predictor.duration_encoder.lstms.1"),
    (r"^predictor\.text_encoder\.lstms\.4$", "predictor.duration_encoder.lstms.2"),
    (r"^predictor\.text_encoder\.lstms\.1\.fc$", "predictor.duration_encoder.norms.0.style"),
    (r"^predictor\.text_encoder\.lstms\.3\.fc$", "predictor.duration_encoder.norms.1.style"),
    (r"^predictor\.text_encoder\.lstms\.5\.fc$", "predictor.duration_encoder.norms.2.style"),
    (r"^predictor\.lstm$", "predictor.duration_lstm"),
    (r"^predictor\.duration_proj\.linear_layer$", "predictor.duration_head"),
    (r"^(?:predictor\.)?shared$", "predictor.curve_lstm"),
    (r"^(?:predictor\.)?F0_proj$", "predictor.f0.head"),
    (r"^(?:predictor\.)?N_proj$", "predictor.energy.head"),
    (r"^(?:predictor\.)?F0\.(\d)\.(.*)$", r"predictor.f0.blocks.\1.\2"),
    (r"^(?:predictor\.)?N\.(\d)\.(.*)$", r"predictor.energy.blocks.\1.\2"),
    (r"^decoder\.asr_res\.0$", "decoder.content_shortcut"),
    (r"^decoder\.F0_conv$", "decoder.f0_conv"),
    (r"^decoder\.N_conv$", "decoder.energy_conv"),
    (r"^decoder\.generator\.m_source\.l_linear$", "decoder.generator.source_mix"),
    (r"^decoder\.(.*)$", r"decoder.\1"),
]
# Inside a styled block, after the names above.
INNER = [(r"\.fc$", ".style"), (r"\.conv1x1$", ".shortcut"), (r"\.pool$", ".widen")]


def read_onnx(path: Path) -> Weights:
    """All weights of the graph, named for `ProsodyStack` and, below `decoder.`, for the teacher."""
    graph = onnx.load(str(path)).graph
    return _Reader(graph).read()


class _Reader:
    """One pass over the graph's nodes."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.nodes = list(graph.node)
        self.by_output = {name: node for node in self.nodes for name in node.output}
        self.users: dict[str, list[onnx.NodeProto]] = {}
        for node in self.nodes:
            for name in node.input:
                self.users.setdefault(name, []).append(node)
        self.constants = {c.name: numpy_helper.to_array(c) for c in graph.initializer}
        self.weights: Weights = {}

    def read(self) -> Weights:
        kinds = {
            "MatMulInteger": self._matrix,
            "ConvInteger": self._convolution,
            "Conv": self._plain_convolution,
            "ConvTranspose": self._plain_convolution,
            "DynamicQuantizeLSTM": self._lstm,
            "DequantizeLinear": self._embedding,
        }
        for node in self.nodes:
            if node.op_type in kinds:
                kinds[node.op_type](node)
        self._named_constants()
        return self.weights

    def _matrix(self, node: onnx.NodeProto) -> None:
        if node.input[1] not in self.constants:
            return
        path = module_path(node.name)
        numbers, zero = self.constants[node.input[1]].T, self.constants[node.input[3]]
        self._put(path + ".weight", numbers, self._scale(node), zero)

    def _convolution(self, node: onnx.NodeProto) -> None:
        path = module_path(node.name)
        numbers, zero = self.constants[node.input[1]], self.constants[node.input[3]]
        self._put(path + ".weight", numbers, self._scale(node), zero)

    def _plain_convolution(self, node: onnx.NodeProto) -> None:
        if node.input[1] not in self.constants or "/stft/" in node.name:
            return
        path = module_path(node.name)
        self._put(path + ".weight", self.constants[node.input[1]])

    def _scale(self, node: onnx.NodeProto) -> np.ndarray:
        """The weight's scale: multiplied with the input's scale in a node beside this one."""
        scale_of_input = node.input[2].removesuffix("_zero_point") + "_scale"
        own = node.input[1].removesuffix("_quantized") + "_scale"
        for user in self.users[own]:
            if user.op_type == "Mul" and scale_of_input in user.input:
                return self.constants[own]
        raise ValueError(f"{node.name}: no scale goes with {node.input[1]}")

    def _lstm(self, node: onnx.NodeProto) -> None:
        path = module_path(node.name)
        given = [self.constants.get(name) for name in node.input]
        inward, recurrent, bias = given[1], given[2], given[3]
        assert inward is not None and recurrent is not None and bias is not None
        scales, zeros = (given[8], given[10]), (given[9], given[11])
        size = recurrent.shape[1]
        for way, suffix in enumerate(("", "_reverse")):
            for kind, matrix, scale, zero in zip(
                ("ih", "hh"), (inward, recurrent), scales, zeros, strict=True
            ):
                assert scale is not None and zero is not None
                numbers = regate(matrix[way].T, size)
                name = f"{path}.weight_{kind}_l0{suffix}"
                self._put(name, numbers, scale[way], zero[way])
            for kind, half in zip(("ih", "hh"), np.split(bias[way], 2), strict=True):
                self._put(f"{path}.bias_{kind}_l0{suffix}", regate(half, size))

    def _embedding(self, node: onnx.NodeProto) -> None:
        gather = self.by_output.get(node.input[0])
        if gather is None or gather.op_type != "Gather" or gather.input[0] not in self.constants:
            return
        path = module_path(gather.name)
        _, scale, zero = node.input
        numbers = self.constants[gather.input[0]]
        self._put(path + ".weight", numbers, self.constants[scale], self.constants[zero])

    def _named_constants(self) -> None:
        """Biases, norms and the like, which the graph holds in float under their own names."""
        kinds = {"bias": "bias", "beta": "bias", "weight": "weight", "gamma": "weight"}
        for name, value in self.constants.items():
            path, _, kind = name.rpartition(".")
            if name.startswith(("encoder.", "decoder.")) and kind in kinds:
                own = module_path("/" + path.replace("decoder.decoder", "decoder"), dotted=True)
                self._put(f"{own}.{kinds[kind]}", value)
            elif re.search(r"\.alpha[12]\.\d+$", name):
                own = module_path("/" + name.replace("decoder.decoder", "decoder"), dotted=True)
                self._put(own, value.reshape(-1))
        mix = self.constants["onnx::MatMul_6993"]  # the one matrix that the export left in float
        self._put("decoder.generator.source_mix.weight", mix.T)

    def _put(
        self,
        name: str,
        numbers: np.ndarray,
        scale: np.ndarray | None = None,
        zero: np.ndarray | None = None,
    ) -> None:
        """Take a tensor; a name that comes again (the layer passed twelve times) must be equal."""
        tensor: Tensor | Quantised = torch.from_numpy(np.array(numbers))
        if scale is not None and zero is not None:
            tensor = Quantised(
                torch.from_numpy(np.array(numbers)),
                torch.from_numpy(np.array(scale)),
                torch.from_numpy(np.array(zero)),
            )
        before = self.weights.get(name)
        if before is not None and not _same(before, tensor):
            raise ValueError(f"{name} has two different values")
        self.weights[name] = tensor


def module_path(name: str, dotted: bool = False) -> str:
    """A node's name, or the dotted path of a constant, as the path of our module."""
    path = name.lstrip("/")
    if not dotted:
        parts = path.split("/")[:-1]
        if parts and parts[-1] in ("Gemm", "MatMul"):
            parts.pop()
        # A child of a list is named whole again: "cnn.0/cnn.0.0".
        kept = [
            part
            for part, after in zip(parts, [*parts[1:], ""], strict=True)
            if not after.startswith(part + ".")
        ]
        path = ".".join(kept).replace("decoder.decoder", "decoder", 1)
    path = path.removeprefix("encoder.")
    path = re.sub(
        r"(attention|query|key|value|dense|ffn|ffn_output|LayerNorm|norm)_\d+$", r"\1", path
    )
    path = re.sub(r"\.attention_\d+\.", ".attention.", path)
    for pattern, ours in RENAMES:
        if re.match(pattern, path):
            path = re.sub(pattern, ours, path)
            break
    else:
        raise ValueError(f"no module is known for {name} ({path})")
    for pattern, ours in INNER:
        path = re.sub(pattern, ours, path)
    return path


def regate(rows: np.ndarray, size: int) -> np.ndarray:
    """Rows of four gates, from ONNX's order to PyTorch's."""
    return np.concatenate([rows[gate * size : (gate + 1) * size] for gate in GATES])


def _same(one: Tensor | Quantised, other: Tensor | Quantised) -> bool:
    if isinstance(one, Quantised) and isinstance(other, Quantised):
        return (
            torch.equal(one.numbers, other.numbers)
            and torch.equal(one.scale, other.scale)
            and torch.equal(one.zero, other.zero)
        )
    return isinstance(one, Tensor) and isinstance(other, Tensor) and torch.equal(one, other)

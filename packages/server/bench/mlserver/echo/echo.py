from mlserver import MLModel
from mlserver.types import InferenceRequest, InferenceResponse, ResponseOutput


class Echo(MLModel):
    """Answers each input as an output."""

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        return InferenceResponse(
            id=payload.id,
            model_name=self.name,
            outputs=[
                ResponseOutput(
                    name=tensor.name, datatype=tensor.datatype, shape=tensor.shape, data=tensor.data
                )
                for tensor in payload.inputs
            ],
        )

"""Talking to the screens' websocket as a browser does, message by message."""

from __future__ import annotations

from google.protobuf.text_format import MessageToString
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState, ContextInfo
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.servers import Server


def ask(
    server: Server, page: str, *, query: str = "", locale: str = "zh-CN", origin: str | None = None
) -> list[ForwardMsg]:
    """Open a new session and ask for `page` at once; everything the server sends until the run is over."""
    where = ContextInfo(locale=locale, timezone="Asia/Shanghai", url=f"{server.url}/{page}")
    state = ClientState(query_string=query, page_name=page, context_info=where)
    answers = []
    address = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], origin=origin, max_size=None, open_timeout=30) as socket:
        socket.send(BackMsg(rerun_script=state).SerializeToString())
        while not answers or answers[-1].WhichOneof("type") != "script_finished":
            message = ForwardMsg()
            message.ParseFromString(socket.recv(timeout=60))
            answers.append(message)
    return answers


def kinds(answers: list[ForwardMsg]) -> list[str]:
    """What kind each message is, in the order they came."""
    return [a.WhichOneof("type") for a in answers]


def texts(answers: list[ForwardMsg]) -> str:
    """Everything that was sent to be drawn, as one text."""
    return "\n".join(MessageToString(a.delta, as_utf8=True) for a in answers if a.WhichOneof("type") == "delta")

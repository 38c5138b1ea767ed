/** An open WebSocket connection comes in and is kept open until the caller says anything; it is then closed, with the reason, since messages are not emulated. */
import type { Duplex } from 'node:stream';

const CLOSE_OPCODE = 0x8;
const FINAL_FRAME = 0x80;
/** RFC 6455 §7.4.1: normal closure, and a condition that keeps the server from fulfilling the request. */
const NORMAL = 1000;
const INTERNAL_ERROR = 1011;

export function converse(socket: Duplex): void {
  socket.once('data', (frame: Buffer) => {
    const isClose = ((frame[0] ?? 0) & 0x0f) === CLOSE_OPCODE;
    socket.end(isClose ? closeFrame(NORMAL, '') : closeFrame(INTERNAL_ERROR, 'messages are not emulated locally'));
  });
  socket.once('end', () => socket.end());
}

/** A frame from a server is not masked (RFC 6455 §5.1); with so short a reason its length is one byte. */
function closeFrame(code: number, reason: string): Buffer {
  const text = Buffer.from(reason);
  const frame = Buffer.alloc(4 + text.length);
  frame.writeUInt8(FINAL_FRAME | CLOSE_OPCODE, 0);
  frame.writeUInt8(2 + text.length, 1);
  frame.writeUInt16BE(code, 2);
  text.copy(frame, 4);
  return frame;
}

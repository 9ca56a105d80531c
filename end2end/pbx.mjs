// A PBX's manager interface that does nothing but ring phones: 201 is picked up, every other phone is busy.
import { createServer } from "node:net";

const lines = (...fields) => fields.join("\r\n") + "\r\n\r\n";

createServer((socket) => {
  socket.on("error", () => socket.destroy());
  socket.write("Asterisk Call Manager/9.0.0\r\n");
  let heard = "";
  socket.on("data", (bytes) => {
    heard += bytes;
    const actions = heard.split("\r\n\r\n");
    heard = actions.pop();
    for (const action of actions) answer(socket, Object.fromEntries(action.split("\r\n").map((line) => line.split(": "))));
  });
}).listen(Number(process.env.PORT), "127.0.0.1");

function answer(socket, { Action: action, ActionID: id, Channel: channel, Exten: number }) {
  const action_id = `ActionID: ${id}`;
  if (action === "Challenge") socket.write(lines("Response: Error", action_id, "Message: Authentication type not supported"));
  else socket.write(lines("Response: Success", action_id));
  if (action !== "Originate") return;
  const answered = channel === "PJSIP/201" && /^8900\d{7}$/.test(number);
  socket.write(lines("Event: OriginateResponse", action_id, `Response: ${answered ? "Success" : "Failure"}`, `Reason: ${answered ? 4 : 5}`));
}

// Reads an answer as a page that uses the AI SDK would, and prints the message it becomes.
// Usage: node ai_sdk.mjs FOLDER_OF_NODE_MODULES ADDRESS AUTHORIZATION QUESTION

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, address, authorization, question] = process.argv.slice(2);
const resolve = createRequire(`${folder}/package.json`).resolve;
const { DefaultChatTransport, readUIMessageStream } = await import(pathToFileURL(resolve("ai")));

const transport = new DefaultChatTransport({
  api: `${address}/api/ask`,
  headers: { Authorization: authorization },
  prepareSendMessagesRequest: ({ messages }) => ({
    body: { question: messages.at(-1).parts[0].text, stream: true, format: "ui" },
  }),
});
const stream = await transport.sendMessages({
  chatId: "c1",
  trigger: "submit-message",
  messageId: undefined,
  messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: question }] }],
  abortSignal: undefined,
});
let message;
for await (const each of readUIMessageStream({ stream })) message = each;
console.log(JSON.stringify(message));

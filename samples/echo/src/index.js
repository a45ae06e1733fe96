// The smallest agent there is: it streams back what it was told, word by word.
export default {
  async *invoke(request, context) {
    const prompt = request.messages.at(-1)?.content ?? "";
    context.log.info("echoing", prompt.length, "characters");
    yield "You said: ";
    for (const word of prompt.split(/(?<=\s)/)) yield word;
  },
};

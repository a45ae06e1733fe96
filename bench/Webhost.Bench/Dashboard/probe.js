// Added to each page before its own code: tells when something is to be seen, by the page's own clock.
(() => {
  if (window.top !== window) return;

  // Whether the page is as wanted: an element is in sight (with a text, or with a value in it), another is not there.
  const isThere = ({ seen, says, holds, gone }) => {
    if (gone && document.querySelector(gone)) return false;
    return [...document.querySelectorAll(seen)].some(
      (element) => element.getClientRects().length > 0 && (says == null || element.textContent.includes(says)) && (holds == null || element.value === holds),
    );
  };

  // What isn't there by then won't come.
  const patienceMs = 60_000;

  // The time at which the frame that shows it has been drawn: a message that is sent before a frame is drawn arrives after it.
  const drawn = (wanted) =>
    new Promise((resolve, reject) => {
      const began = performance.now();
      const look = () => {
        if (!document.documentElement || !isThere(wanted)) {
          if (performance.now() - began < patienceMs) return requestAnimationFrame(look);
          return reject(new Error(`${location.pathname} is not as wanted after a minute: ${JSON.stringify(wanted)}. It shows: ${document.body?.innerText.slice(0, 2000)}`));
        }
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      };
      requestAnimationFrame(look);
    });

  // What the browser itself says of clicks and keys that took more than a frame, from the input to the next paint.
  const slow = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) slow.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });

  let result;
  window.probe = {
    drawn,
    /** Takes the time from the next input of a kind until the page is as wanted. */
    arm: (kind, wanted) => {
      if (isThere(wanted)) throw new Error(`It is as wanted before the input: ${JSON.stringify(wanted)}`);
      result = new Promise((resolve, reject) => {
        addEventListener(kind, (event) => void drawn(wanted).then((end) => resolve(end - event.timeStamp), reject), { capture: true, once: true });
      });
    },
    result: () => result,
    slow: () => slow,
    /** Scrolls an element frame by frame for some time, up and down, and tells when each frame came and whether lines were in sight. */
    scroll: async (box, perFrame, milliseconds) => {
      const element = document.querySelector(box);
      const { left, top, height } = element.getBoundingClientRect();
      const frames = [];
      let direction = -1;
      await new Promise((resolve) => {
        const began = performance.now();
        const frame = (now) => {
          frames.push({ at: now, blank: !document.elementFromPoint(left + 40, top + height / 2)?.closest('[role="option"]') });
          if (now - began > milliseconds) return resolve();
          if (perFrame > 0) {
            if (element.scrollTop <= 4000) direction = 1;
            if (element.scrollTop >= element.scrollHeight - element.clientHeight - 1) direction = -1;
            element.scrollTop += direction * perFrame;
          }
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      });
      return frames;
    },
  };
})();

// Turns the browser's microphone into 16 kHz mono 16-bit samples, in blocks of 2,048 bytes.
const TARGET_HZ = 16000;
const BLOCK = 1024;

class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.sum = 0;
    this.count = 0;
    this.phase = 0;
    this.block = new Int16Array(BLOCK);
    this.filled = 0;
  }

  // Averages the input samples that fall into each output sample: enough of a low-pass for speech.
  process(inputs) {
    const input = inputs[0][0];
    if (!input) return true;
    for (const sample of input) {
      this.sum += sample;
      this.count += 1;
      this.phase += TARGET_HZ / sampleRate;
      if (this.phase >= 1) {
        this.phase -= 1;
        this.push(this.sum / this.count);
        this.sum = 0;
        this.count = 0;
      }
    }
    return true;
  }

  push(sample) {
    this.block[this.filled] = Math.max(-32768, Math.min(32767, Math.round(sample * 32767)));
    this.filled += 1;
    if (this.filled === BLOCK) {
      this.port.postMessage(this.block.slice(0).buffer);
      this.filled = 0;
    }
  }
}

registerProcessor("microphone", Microphone);

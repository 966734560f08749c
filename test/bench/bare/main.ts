import { Device } from '@twilio/voice-sdk';

// The least that a softphone can be: twelve keys, and the SDK beside them.
for (const digit of '123456789*0#') {
  const key = document.body.appendChild(document.createElement('button'));
  key.textContent = digit;
  key.onclick = () => new Device('').connect({ params: { To: digit } });
}

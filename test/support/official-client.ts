import twilio from 'twilio';

/** Twilio's own REST client, pointed at an emulator: it has no base-URL option, so its HTTP client rewrites the address. */
export function officialClient(emulatorUrl: string, username: string, password: string, accountSid: string) {
  const http = new twilio.RequestClient();
  const request = http.request.bind(http);
  http.request = (options) => request({ ...options, uri: options.uri.replace('https://api.twilio.com', emulatorUrl) });
  return twilio(username, password, { accountSid, httpClient: http });
}

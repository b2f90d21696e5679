import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from './redact.ts';

const secret = 'c0ffee-7e57';

describe('redacting a line', () => {
  it.each([
    ['a member', `{"x-api-key":"${secret}"}`, '{"x-api-key":"[redacted]"}'],
    ['a member in another case', `{"Authorization":"Bearer ${secret}"}`, '{"Authorization":"[redacted]"}'],
    ['an escaped value', `{"cookie":"a=\\"${secret}\\"; b=${secret}","x":1}`, '{"cookie":"[redacted]","x":1}'],
    ['a list of values', `{"set-cookie":["a=[${secret}]","b=${secret}"],"x":1}`, '{"set-cookie":"[redacted]","x":1}'],
    ['raw headers', `["host","a","x-api-key","${secret}"]`, '["host","a","x-api-key","[redacted]"]'],
    [
      'tokens by name',
      `{"access_token":"${secret}","token":"${secret}"}`,
      '{"access_token":"[redacted]","token":"[redacted]"}',
    ],
    ['JSON in a string', `{"body":"{\\"api_key\\": \\"${secret}\\"}"}`, '{"body":"{\\"api_key\\": \\"[redacted]\\"}"}'],
    ['a header in text', `"sent x-api-key: ${secret} to b"`, '"sent x-api-key: [redacted] to b"'],
    ['a scheme in text', `"Authorization: Basic ${secret} at b"`, '"Authorization: [redacted] at b"'],
    ['cookies in text', `"cookie: a=${secret}; b=${secret}"`, '"cookie: [redacted]"'],
    ['an assignment', `"ANTHROPIC_API_KEY=${secret} node x"`, '"ANTHROPIC_API_KEY=[redacted] node x"'],
    ['a bearer token', `"got Bearer ${secret} instead"`, '"got Bearer [redacted] instead"'],
    ['an API key by its shape', '"no sk-ant-api03-AbC_123 here"', '"no [redacted] here"'],
    ['a JSON web token', '"it is eyJhbGci.eyJzdWIi.SflKxwRJ_x"', '"it is [redacted]"'],
    ['the password of a URL', `"via http://me:${secret}@proxy:80/x"`, '"via http://[redacted]@proxy:80/x"'],
  ])('takes out %s', (_what, line, redacted) => {
    expect(redactSecrets(line)).toBe(redacted);
  });

  it.each([
    '{"inputTokens":12,"toolKeys":["Bash:git status"],"path":"/v1/messages"}',
    '{"msg":"Unexpected token } in JSON at position 3"}',
    '{"url":"https://api.anthropic.com/v1/messages?beta=true"}',
    '{"model":"claude-haiku-5-5","at":"task-0123456789"}',
  ])('leaves %s as it is', (line) => {
    expect(redactSecrets(line)).toBe(line);
  });

  it('keeps JSON valid, and the secret out of it, wherever the secret lies', () => {
    const text = fc.string({ unit: 'grapheme' });
    const named = fc
      .record({ name: fc.constantFrom('Authorization', 'x-api-key', 'cookie', 'apiKey', 'refresh_token'), text })
      .map(({ name, text: before }) => ({ [name]: `${before}${secret}"'\\,;` }));
    const nest = fc.letrec((tie) => ({
      value: fc.oneof(named, text, fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(text, tie('value'))),
    }));
    fc.assert(
      fc.property(fc.array(nest.value), (value) => {
        const line = redactSecrets(JSON.stringify({ value }));
        expect(() => JSON.parse(line)).not.toThrow();
        expect(line).not.toContain(secret);
      }),
    );
  });
});

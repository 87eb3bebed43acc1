// Keeps a few choices as cookies of this browser and names the page's language.
const YEAR = 365 * 24 * 3600;

export default function ({ data }) {
  document.documentElement.lang = data.lang;
  for (const [name, value] of Object.entries(data.cookies)) {
    const cookie = `${name}=${encodeURIComponent(value)}`;
    if (!document.cookie.split("; ").includes(cookie)) {
      document.cookie = `${cookie}; Path=/; Max-Age=${YEAR}; SameSite=Lax`;
    }
  }
}

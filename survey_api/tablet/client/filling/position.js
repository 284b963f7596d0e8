// Where the tablet stands, reduced at once to what fieldwork needs: inside the PSU or not, and how far, in bands.

const BANDS = [[50, "<50"], [200, "50-200"], [1_000, "200-1000"], [Infinity, ">1000"]]; // metres
const EARTH = 6_371_000; // metres

/** Ask the tablet where it is; {in_psu, band} for a PSU {lat, lon, radius_m}, or null. The coordinates are not kept. */
export function positionIn(psu, { geolocation = navigator.geolocation, patience = 10_000 } = {}) {
  if (!psu || !geolocation) return Promise.resolve(null);
  return new Promise((resolve) => {
    const found = ({ coords }) => resolve(reduced(psu, coords));
    geolocation.getCurrentPosition(found, () => resolve(null), { timeout: patience, maximumAge: 60_000, enableHighAccuracy: true });
  });
}

/** A place seen from a PSU. Where the measure is coarser than the distance, the distance is not called inside. */
function reduced(psu, { latitude, longitude, accuracy = 0 }) {
  const metres = distance(psu, { lat: latitude, lon: longitude });
  const outside = Math.max(0, metres - psu.radius_m);
  return { in_psu: metres + accuracy <= psu.radius_m || (outside === 0 && accuracy <= psu.radius_m), band: bandOf(metres) };
}

function bandOf(metres) {
  return BANDS.find(([limit]) => metres < limit)[1];
}

function distance(one, other) {
  const angle = (degrees) => (degrees * Math.PI) / 180;
  const [north, east] = [angle(other.lat - one.lat), angle(other.lon - one.lon)];
  const chord = Math.sin(north / 2) ** 2 + Math.cos(angle(one.lat)) * Math.cos(angle(other.lat)) * Math.sin(east / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(chord));
}

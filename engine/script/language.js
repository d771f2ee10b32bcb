// What scripts use beyond ES5's library, and a clock and dice that are the simulated world's. `world` is set anew for each run.
var world = {now: 0, seed: 1};
var define = Object.defineProperty;

function add(target, methods) {
  for (var name in methods) {
    if (!(name in target)) define(target, name, {value: methods[name], writable: true, configurable: true, enumerable: false});
  }
}

add(String.prototype, {
  startsWith: function (text, at) { at = at || 0; return this.substring(at, at + String(text).length) === String(text); },
  endsWith: function (text) {
    text = String(text);
    return this.length >= text.length && this.substring(this.length - text.length) === text;
  },
  includes: function (text, at) { return this.indexOf(text, at) >= 0; },
  repeat: function (times) { return new Array(Number(times) + 1).join(this); },
  padStart: function (length, pad) { var s = String(this); while (s.length < length) s = (pad || ' ') + s; return s; },
  trimStart: function () { return this.replace(/^\s+/, ''); },
  trimEnd: function () { return this.replace(/\s+$/, ''); }
});
add(Array.prototype, {
  includes: function (item) { return this.indexOf(item) >= 0; },
  find: function (test, self) { for (var i = 0; i < this.length; ++i) if (test.call(self, this[i], i, this)) return this[i]; },
  findIndex: function (test, self) { for (var i = 0; i < this.length; ++i) if (test.call(self, this[i], i, this)) return i; return -1; }
});
add(Object, {
  values: function (object) { return Object.keys(object).map(function (key) { return object[key]; }); },
  assign: function (into) {
    for (var i = 1; i < arguments.length; ++i) for (var key in arguments[i]) into[key] = arguments[i][key];
    return into;
  }
});

(function () {
  var Real = Date;
  function Clocked(year, month, day, hour, minute, second, ms) {
    if (!(this instanceof Clocked)) return new Real(world.now).toString();
    if (arguments.length === 0) return new Real(world.now);
    if (arguments.length === 1) return new Real(year);
    return new Real(year, month, day === undefined ? 1 : day, hour || 0, minute || 0, second || 0, ms || 0);
  }
  Clocked.prototype = Real.prototype;
  Clocked.parse = Real.parse;
  Clocked.UTC = Real.UTC;
  Clocked.now = function () { return world.now; };
  define(Real.prototype, 'constructor', {value: Clocked, writable: true, configurable: true, enumerable: false});
  define(global, 'Date', {value: Clocked, writable: true, configurable: true, enumerable: false});
})();

// xorshift32
Math.random = function () {
  var x = world.seed | 0;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  world.seed = x;
  return (x >>> 0) / 4294967296;
};

/** A value as a field keeps it. */
function text_of(value) {
  return value === undefined || value === null ? '' : String(value);
}

/** The instance's quoting: {0}, {1} of gs.info() and gs.getMessage(). */
function filled(text, values) {
  return text_of(text).replace(/\{(\d)\}/g, function (whole, index) { return index in values ? text_of(values[index]) : whole; });
}

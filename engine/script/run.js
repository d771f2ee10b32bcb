// What the worker calls: compile a script, run it on one mail, take away what it left.
/** A guess at what of a line is younger than ES5: the interpreter's own message only names a token. */
function younger(line) {
  var signs = [[/(^|[^\w$.])(let|const)\s+[\w$\[{]/, 'let and const'], [/=>/, 'arrow functions'], [/`/, 'template literals'],
               [/(^|[^\w$.])class\s+[\w$]/, 'classes'], [/\.\.\./, 'spread and rest'], [/\(\s*(var\s+)?[\w$]+\s+of\s/, 'for ... of'],
               [/(^|[^\w$.])(async|await)\s/, 'async functions'], [/\?\.|\?\?/, 'optional chaining and ??']];
  for (var i = 0; i < signs.length; ++i) if (signs[i][0].test(line)) return signs[i][1];
  return '';
}

function explained(error, text) {
  var parts = /^\[string\]:(\d+): ([\s\S]*)$/.exec(error && error.message);
  if (!parts) return error;
  var sign = younger(text.split('\n')[Number(parts[1]) - 1] || '');
  var made = new SyntaxError(parts[2] + (sign ? ' (' + sign + ' need ES12 mode, which is not supported: scripts run as ES5)' : ''));
  define(made, 'stackTrace', {value: '[string]:' + parts[1], writable: true, configurable: true, enumerable: false});
  return made;
}

var Compile = Function;
function body(text) { return new Compile('current', 'event', 'email', 'logger', 'sys_email', '$done', 'template', 'email_action', text); }

/** A condition is an expression or, like every other script, statements that leave `answer` behind. */
function compile(kind, text) {
  text = text.replace(/\r\n?/g, '\n');
  if (kind === 'condition') {
    try {
      return body('return (' + text.replace(/[;\s]+$/, '') + '\n);');
    } catch (not_an_expression) {
      if (!(not_an_expression instanceof SyntaxError)) throw not_an_expression;
    }
  }
  try {
    // A stray brace must not end the function around the script.
    body(text);
    return body(text + '\nreturn $done(typeof answer === "undefined" ? undefined : answer, ' +
                'typeof error_string === "undefined" ? undefined : error_string);');
  } catch (error) {
    throw explained(error, text);
  }
}

/** A record from the fields that came with the run. */
function record_of(table, fields, defaults) {
  var record = new GlideRecord(table);
  if (fields) {
    record.$.fields = fields;
    record.$.row = 0;
    record.$.count = 1;
  } else {
    record.$.is_new = true;
  }
  for (var name in defaults || {}) record.$.set[name] = defaults[name];
  return record;
}

/** Addresses as an array, commas between. */
function listed(text) {
  return text === '' ? [] : text.split(',').map(function (each) { return each.trim(); });
}

/** What was thrown, the line of the script before it. */
function failed(thrown) {
  var trace = thrown && thrown.stackTrace !== undefined ? text_of(thrown.stackTrace) : '';
  var line = /\[string\]:(\d+)/.exec(trace);
  return (line ? line[1] : '0') + '\n' + text_of(thrown);
}

function truth(value) {
  if (typeof value === 'string') return value !== '' && value !== 'false' && value !== '0';
  return Boolean(value && value.valueOf());
}

/** What a mail script prints, and what it does to the mail that is written (r_MailScriptAPI). */
function mail_tools(email, made) {
  function change(what) { return function (value) { made.push('mail.' + what, text_of(value)); }; }
  email.addAddress = function (type, address, name) {
    type = text_of(type).toLowerCase();
    if (type !== 'cc' && type !== 'bcc') return;
    var plain = text_of(address).trim();
    made.push('mail.' + type, plain);
  };
  email.setFrom = change('from');
  email.setReplyTo = change('reply_to');
  email.setSubject = change('subject');
  email.setBody = change('body');
  return {
    print: function (text) { made.printed += text_of(text); },
    space: function (count) { made.printed += new Array(Math.max(0, Math.min(Number(count) || 0, 1000)) + 1).join(' '); }
  };
}

function run(script, input) {
  var head = input.run, email = input.email || {}, done = null;
  world.now = Number(head.now);
  world.seed = Number(head.seed) || 1;
  if (head.shapes !== world.shapes) shapes = {};
  world.shapes = head.shapes;
  user = input.user || {};
  roles = listed(user.roles || '');
  email.body = input.body || {};
  email.recipients_array = listed(email.recipients || '');
  // It only comes with a script that names it.
  var sys_email = input.sys_email && record_of('sys_email', input.sys_email);
  var current = head.table === '' ? null : record_of(head.table, input.current, input.defaults);
  if (current) current.$.is_current = true;
  var made = [], template;
  made.printed = '';
  if (head.is_mail) template = mail_tools(email, made);
  var event = {name: head.event_name || 'email.read', parm1: head.event_parm1 || '', parm2: head.event_parm2 || '', state: ''};
  var returned = script.call(undefined, current, event, email, logger, sys_email, function (answer, error_string) {
    done = {answer: answer, error_string: error_string};
  }, template, {});
  if (returned === undefined && done) returned = done.answer;
  if (returned === undefined) returned = global.answer;
  var error_string = done && done.error_string !== undefined ? done.error_string : email.error_string;
  if (error_string === undefined) error_string = global.error_string;
  for (var kept in script) delete script[kept];
  return ['state', text_of(event.state), 'answer', truth(returned) ? 'true' : '', 'error_string', text_of(error_string), 'printed', made.printed].concat(made);
}

// Everything a script finds keeps its properties: writing to them is without effect. New ones are taken away after the run.
for (var name in globals) define(global, name, {value: globals[name], writable: true, configurable: true, enumerable: false});
var guarded = [Object.prototype, Function.prototype, Array.prototype, String.prototype, Number.prototype, Boolean.prototype, Date.prototype,
               RegExp.prototype, Error.prototype, TypeError.prototype, RangeError.prototype, ReferenceError.prototype,
               SyntaxError.prototype, Object, Function, Array, String, Number, Boolean, Date, RegExp, Error, Math, JSON, gs, logger, the_user, GlideRecord,
               GlideRecord.prototype, Element.prototype, Condition.prototype, GlideDateTime, GlideDateTime.prototype, globals.JSUtil,
               globals.GlideStringUtil, globals.IncidentState, global];

// These change objects in ways that cannot be taken back: a state in which one was called is not used again.
['defineProperty', 'defineProperties', 'freeze', 'seal', 'preventExtensions'].forEach(function (name) {
  var real = Object[name];
  Object[name] = function () {
    guarded.dirty = true;
    return real.apply(Object, arguments);
  };
});
var real_eval = global.eval;
global.eval = function (text) {
  guarded.dirty = true;
  return real_eval(text);
};
define(Function.prototype, 'constructor', {value: Function, writable: false, configurable: false, enumerable: false});

guarded.forEach(function (object) {
  Object.getOwnPropertyNames(object).forEach(function (name) {
    var known = Object.getOwnPropertyDescriptor(object, name);
    if (!known || !known.configurable || !('value' in known)) return;
    define(object, name, {value: known.value, writable: false, configurable: false, enumerable: false});
  });
});

/** False if the state cannot be used again. */
function clean() {
  for (var i = 0; i < guarded.length; ++i) for (var name in guarded[i]) if (!delete guarded[i][name]) return false;
  return !guarded.dirty;
}

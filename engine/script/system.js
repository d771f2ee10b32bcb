// gs, logger and the small objects that scripts expect around them.
var user = {};
var roles = [];

function log(level) {
  return function (text) { tell('log', level, filled(text, Array.prototype.slice.call(arguments, 1))); };
}
/** gs.log(message, source): the source is the mail's whatever is said. */
function plain_log(text) { tell('log', 'info', text_of(text)); }

function has_role(wanted) {
  return text_of(wanted).split(',').some(function (role) { return roles.indexOf(role.trim()) >= 0; });
}

function moment(ms) { return new Date(ms).toISOString().substring(0, 19).replace('T', ' '); }
function ago(ms) { return function (count) { return moment(world.now - ms * Number(count)); }; }

var the_user = {
  getID: function () { return user.sys_id || ''; },
  getName: function () { return user.user_name || ''; },
  getFullName: function () { return user.name || ''; },
  getDisplayName: function () { return user.name || ''; },
  getFirstName: function () { return user.first_name || ''; },
  getLastName: function () { return user.last_name || ''; },
  getEmail: function () { return user.email || ''; },
  hasRole: has_role,
  isMemberOf: function (group) { return host('member', user.sys_id || '', text_of(group)).length > 0; }
};

var gs = {
  log: plain_log,
  print: plain_log,
  info: log('info'),
  warn: log('warning'),
  error: log('error'),
  logWarning: log('warning'),
  logError: log('error'),
  debug: log('debug'),
  addInfoMessage: function () {},
  addErrorMessage: function () {},
  getUserID: the_user.getID,
  getUserName: the_user.getName,
  getUserDisplayName: the_user.getFullName,
  getUser: function () { return the_user; },
  hasRole: has_role,
  getProperty: function (name, otherwise) {
    var found = host('property', text_of(name));
    if (found.length && found[0] !== '') return found[0];
    return otherwise === undefined ? (found.length ? '' : null) : otherwise;
  },
  nil: function (value) { return value === undefined || value === null || text_of(value) === ''; },
  tableExists: function (table) { return host('describe', text_of(table)).length > 0; },
  eventQueue: function (name, record, parm1, parm2) {
    var state = record && record.$;
    host('event', text_of(name), state ? state.shape.table : '', state ? field(record, 'sys_id') : '', text_of(parm1), text_of(parm2));
  },
  include: function () { return true; },
  getMessage: function (text, values) { return filled(text, values === undefined ? [] : Array.isArray(values) ? values : [values]); },
  nowDateTime: function () { return moment(world.now); },
  now: function () { return moment(world.now).substring(0, 10); },
  daysAgo: ago(86400000),
  hoursAgo: ago(3600000),
  minutesAgo: ago(60000),
  generateGUID: function () {
    var text = '';
    while (text.length < 32) text += Math.floor(Math.random() * 16).toString(16);
    return text;
  }
};

var logger = {log: log('info'), info: log('info'), logInfo: log('info'), debug: log('debug'), warn: log('warning'),
              logWarning: log('warning'), error: log('error'), logError: log('error'), logNotice: log('info')};

function GlideDateTime(value) {
  if (!(this instanceof GlideDateTime)) return new GlideDateTime(value);
  this.$ms = value === undefined ? world.now : Date.parse(text_of(value).replace(' ', 'T') + (text_of(value).length > 10 ? 'Z' : ''));
}
GlideDateTime.prototype = {
  getValue: function () { return moment(this.$ms); },
  getDisplayValue: function () { return moment(this.$ms); },
  toString: function () { return moment(this.$ms); },
  getDate: function () { return moment(this.$ms).substring(0, 10); },
  getNumericValue: function () { return this.$ms; },
  addSeconds: function (count) { this.$ms += 1000 * Number(count); },
  addDaysUTC: function (count) { this.$ms += 86400000 * Number(count); },
  addDays: function (count) { this.$ms += 86400000 * Number(count); }
};

var globals = {
  gs: gs,
  GlideRecord: GlideRecord,
  GlideRecordSecure: GlideRecord,
  GlideDateTime: GlideDateTime,
  // The script include 'validators' and the incident's states.
  isNumeric: function (text) { return /^-?\d+(\.\d+)?$/.test(text_of(text).trim()); },
  isAlphaNum: function (text) { return /^[A-Za-z0-9]+$/.test(text_of(text)); },
  JSUtil: {nil: gs.nil, notNil: function (value) { return !gs.nil(value); }},
  GlideStringUtil: {
    nil: gs.nil,
    notNil: function (value) { return !gs.nil(value); },
    escapeHTML: function (text) {
      return text_of(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
    }
  },
  IncidentState: {NEW: '1', IN_PROGRESS: '2', ACTIVE: '2', ON_HOLD: '3', RESOLVED: '6', CLOSED: '7', CANCELED: '8'}
};

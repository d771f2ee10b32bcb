// GlideRecord over the engine's tables. A query fetches its rows at once; what is set stands beside them until insert() or update().
var shapes = {};

/** What is known of a table: its columns in the order in which rows come, what refers to what, and a prototype with a property a column. */
function shape_of(table) {
  if (shapes.hasOwnProperty(table)) return shapes[table];
  var told = host('describe', table);
  var shape = {table: table, columns: [], index: {}, references: {}, elements: {}, prototype: Object.create(GlideRecord.prototype)};
  shapes[table] = shape;
  guarded.push(shape.prototype);
  for (var i = 0; i < told.length; i += 2) {
    shape.index[told[i]] = shape.columns.length;
    shape.columns.push(told[i]);
    if (told[i + 1]) shape.references[told[i]] = told[i + 1];
  }
  shape.columns.concat(shape.index.number === undefined ? [] : ['comments', 'work_notes']).forEach(function (name) {
    if (name in GlideRecord.prototype) return;
    define(shape.prototype, name, {
      get: function () { return element_of(this, name); },
      set: function (value) { assign(this, name, value); }
    });
  });
  return shape;
}

function element_of(record, name) {
  var shape = record.$.shape, refers = shape.references[name];
  if (!refers) return new Element(record, name);
  if (!shape.elements[name]) shape.elements[name] = referring(refers);
  return new shape.elements[name](record, name);
}

function assign(record, name, value) {
  var text = text_of(value);
  if (booleans[name]) text = text === 'true' ? '1' : text === 'false' ? '0' : text;
  record.$.set[name] = text;
}

/** The row's value as it was read. */
function loaded(record, name) {
  var state = record.$, column = state.shape.index[name];
  if (state.fields) return state.fields.hasOwnProperty(name) ? state.fields[name] : '';
  if (column === undefined || state.row < 0 || state.row >= state.count) return '';
  return state.rows[state.row * state.shape.columns.length + column];
}

function field(record, name) {
  return record.$.set.hasOwnProperty(name) ? record.$.set[name] : loaded(record, name);
}

function changed(record, name) {
  return record.$.set.hasOwnProperty(name) && record.$.set[name] !== loaded(record, name);
}

function fetched(table, key) {
  if (key === '') return null;
  var row = host('get', table, key);
  if (!row.length) return null;
  var record = new GlideRecord(table);
  hold(record, row);
  return record;
}

/** Makes one row the record's. */
function hold(record, row) {
  var state = record.$;
  state.rows = row;
  state.fields = null;
  state.count = row.length ? 1 : 0;
  state.row = state.count - 1;
  state.set = {};
  state.is_new = false;
}

/** Where a record stands. Most scripts change little of it: what they leave is the prototype's. */
function State(shape) {
  this.shape = shape;
  this.set = {};
}
State.prototype = {rows: [], fields: null, row: -1, count: 0, is_new: false, is_current: false, where: [], order: [], limit: 0};

/** A list of the state that may be added to. */
function own_list(state, name) {
  if (!state.hasOwnProperty(name)) state[name] = [];
  return state[name];
}

function GlideRecord(table) {
  var shape = shape_of(String(table));
  if (shape.columns.length === 0) tell('log', 'warning', 'GlideRecord: there is no table \'' + shape.table + '\'');
  var record = Object.create(shape.prototype);
  record.$ = new State(shape);
  return record;
}

/** What addQuery() gives: addOrCondition() widens that very condition. */
function Condition(place, record) {
  this.$place = place;
  this.$record = record;
}
Condition.prototype = {
  addOrCondition: function (name, operator, value) {
    var text = condition(this.$record, arguments);
    if (text !== '') this.$place.text += (this.$place.text === '' ? '' : '^OR') + text;
    return this;
  },
  addCondition: function (name, operator, value) { return this.$record.addQuery.apply(this.$record, arguments); }
};

var operators = {CONTAINS: 'LIKE', 'DOES NOT CONTAIN': 'NOTLIKE', '==': '=', '<>': '!=', 'NOT LIKE': 'NOTLIKE'};

/** One condition as an encoded query writes it; '' for a field that is not there, which the instance disregards. */
function condition(record, parts) {
  var name = text_of(parts[0]), base = name.split('.')[0];
  if (record.$.shape.index[base] === undefined) {
    tell('log', 'warning',
         'GlideRecord: table \'' + record.$.shape.table + '\' has no field \'' + name + '\'; the condition is disregarded');
    return '';
  }
  if (parts.length === 1) return name + 'ISNOTEMPTY';
  var operator = parts.length > 2 ? text_of(parts[1]).toUpperCase() : '=';
  var value = parts[parts.length > 2 ? 2 : 1];
  if (Array.isArray(value)) {
    value = value.join(',');
    if (parts.length === 2) operator = 'IN';
  }
  if (operators.hasOwnProperty(operator)) operator = operators[operator];
  return name + operator + text_of(value).replace(/\^/g, '^^');
}

function place(record, text) {
  var made = {text: text};
  own_list(record.$, 'where').push(made);
  return new Condition(made, record);
}

function read_only(what) {
  return function () { throw new Error(what + '() is refused: scripts cannot delete records here'); };
}

GlideRecord.prototype = {
  addQuery: function (name) {
    if (arguments.length === 1) return place(this, text_of(name));
    return place(this, condition(this, arguments));
  },
  addEncodedQuery: function (text) { place(this, text_of(text)); },
  addActiveQuery: function () { return this.addQuery('active', true); },
  addInactiveQuery: function () { return this.addQuery('active', false); },
  addNullQuery: function (name) { return place(this, text_of(name) + 'ISEMPTY'); },
  addNotNullQuery: function (name) { return place(this, text_of(name) + 'ISNOTEMPTY'); },
  orderBy: function (name) { own_list(this.$, 'order').push('ORDERBY' + name); },
  orderByDesc: function (name) { own_list(this.$, 'order').push('ORDERBYDESC' + name); },
  setLimit: function (most) { this.$.limit = Math.max(0, Math.floor(Number(most)) || 0); },
  chooseWindow: function (first, last) { this.$.limit = Math.max(0, Number(last) || 0); },
  query: function (name, value) {
    if (arguments.length === 2) this.addQuery(name, value);
    var parts = [], state = this.$;
    state.where.forEach(function (each) { if (each.text !== '') parts.push(each.text); });
    state.rows = [];
    if (this.isValid()) state.rows = host('query', state.shape.table, parts.concat(state.order).join('^'), String(state.limit));
    state.fields = null;
    state.set = {};
    state.is_new = false;
    state.row = -1;
    state.count = state.shape.columns.length ? state.rows.length / state.shape.columns.length : 0;
  },
  next: function () {
    var state = this.$;
    if (state.row + 1 >= state.count) return false;
    state.row += 1;
    state.set = {};
    return true;
  },
  hasNext: function () { return this.$.row + 1 < this.$.count; },
  getRowCount: function () { return this.$.count; },
  get: function (name, value) {
    var state = this.$;
    if (state.shape.columns.length === 0) return false;
    if (arguments.length === 1 || name === 'sys_id' || name === 'number') {
      hold(this, host('get', state.shape.table, text_of(arguments.length === 1 ? name : value)));
    } else {
      var text = condition(this, [name, value]);
      hold(this, text === '' ? [] : host('query', state.shape.table, text, '1'));
    }
    return state.count === 1;
  },
  initialize: function () {
    hold(this, []);
    this.$.is_new = true;
  },
  newRecord: function () { this.initialize(); },
  insert: function () {
    var state = this.$, values = [], name;
    // A record that was read is copied; a new one has nothing but what was set.
    for (var i = 0; state.count > 0 && i < state.shape.columns.length; ++i) {
      name = state.shape.columns[i];
      if (!state.set.hasOwnProperty(name) && name !== 'number' && name.indexOf('sys_') !== 0 && name !== 'id') {
        if (loaded(this, name) !== '') values.push(name, loaded(this, name));
      }
    }
    for (name in state.set) values.push(name, state.set[name]);
    hold(this, host('insert', state.shape.table, state.is_current ? '1' : '', values));
    return field(this, 'sys_id');
  },
  update: function () {
    var state = this.$, values = [];
    if (state.is_new) return this.insert();
    if (field(this, 'sys_id') === '') return null;
    for (var name in state.set) if (state.set[name] !== loaded(this, name)) values.push(name, state.set[name]);
    if (values.length === 0) return field(this, 'sys_id');
    var row = host('update', state.shape.table, field(this, 'sys_id'), state.is_current ? '1' : '', values);
    if (state.count > 1) {
      for (var i = 0; i < row.length; ++i) state.rows[state.row * row.length + i] = row[i];
      state.set = {};
    } else {
      hold(this, row);
    }
    return field(this, 'sys_id');
  },
  deleteRecord: read_only('deleteRecord'),
  deleteMultiple: read_only('deleteMultiple'),
  getValue: function (name) {
    var value = field(this, text_of(name));
    return value === '' ? null : value;
  },
  setValue: function (name, value) { assign(this, text_of(name), value); },
  setDisplayValue: function (name, shown) { set_display_value(this, text_of(name), text_of(shown)); },
  getDisplayValue: function (name) { return name === undefined ? display_name(this) : display_value(this, text_of(name)); },
  getElement: function (name) { return element_of(this, text_of(name)); },
  getUniqueValue: function () { return field(this, 'sys_id'); },
  getTableName: function () { return this.$.shape.table; },
  getRecordClassName: function () { return this.$.shape.table; },
  getEncodedQuery: function () { return this.$.where.map(function (each) { return each.text; }).join('^'); },
  isNewRecord: function () { return this.$.is_new; },
  isValid: function () { return this.$.shape.columns.length > 0; },
  isValidField: function (name) {
    var index = this.$.shape.index;
    return index[name] !== undefined || (index.number !== undefined && (name === 'comments' || name === 'work_notes'));
  },
  isValidRecord: function () { return !this.$.is_new && field(this, 'sys_id') !== ''; },
  operation: function () { return this.$.is_new ? 'insert' : 'update'; },
  changes: function () {
    for (var name in this.$.set) if (changed(this, name)) return true;
    return false;
  },
  isActionAborted: function () { return false; },
  canRead: function () { return true; },
  canWrite: function () { return true; },
  canCreate: function () { return true; },
  setWorkflow: function () {},
  autoSysFields: function () {},
  setForceUpdate: function () {},
  setAbortAction: function () {},
  toString: function () { return '[object GlideRecord]'; }
};
GlideRecord.prototype._query = GlideRecord.prototype.query;
GlideRecord.prototype._next = GlideRecord.prototype.next;
GlideRecord.prototype._get = GlideRecord.prototype.get;
GlideRecord.prototype.addOrCondition = function () {
  var all = this.$.where;
  if (all.length === 0) return this.addQuery.apply(this, arguments);
  return new Condition(all[all.length - 1], this).addOrCondition.apply(new Condition(all[all.length - 1], this), arguments);
};
GlideRecord.prototype.getRecord = function () { return this; };

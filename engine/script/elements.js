// GlideElement: one field of a record. It reads through to its record, so that it changes when the record moves on.
var booleans = {active: 1, locked_out: 1, deleted: 1, stop_processing: 1};

function Element(record, name) {
  this.$record = record;
  this.$name = name;
}

/** Sets a field by what people see of a record it refers to: a name, a number. */
function set_display_value(record, name, shown) {
  var refers = record.$.shape.references[name];
  if (!refers || shown === '') return record.setValue(name, shown);
  var column = refers === 'sys_user' || refers === 'sys_user_group' ? 'name' : 'number';
  var found = host('query', refers, column + '=' + text_of(shown).replace(/\^/g, '^^'), '1');
  record.setValue(name, found.length ? found[shape_of(refers).index.sys_id] : '');
}

function display_value(record, name) {
  var value = field(record, name);
  var refers = record.$.shape.references[name];
  if (booleans[name]) return value === '1' ? 'true' : value === '0' ? 'false' : value;
  if (!refers || value === '') return value;
  var referred = fetched(refers, value);
  return referred ? display_name(referred) : value;
}

function display_name(record) {
  return field(record, 'name') || field(record, 'number') || field(record, 'sys_id');
}

Element.prototype = {
  toString: function () {
    var value = field(this.$record, this.$name);
    return booleans[this.$name] ? (value === '1' ? 'true' : value === '0' ? 'false' : value) : value;
  },
  // `gr.active == true` and `gr.active == 1` hold of a flag that is set, as on the instance.
  valueOf: function () {
    var value = field(this.$record, this.$name);
    if (booleans[this.$name]) return value === '1' || value === 'true';
    return value;
  },
  nil: function () { return field(this.$record, this.$name) === ''; },
  hasValue: function () { return field(this.$record, this.$name) !== ''; },
  changes: function () { return changed(this.$record, this.$name); },
  changesTo: function (value) { return this.changes() && field(this.$record, this.$name) === text_of(value); },
  changesFrom: function (value) { return this.changes() && loaded(this.$record, this.$name) === text_of(value); },
  getValue: function () { return field(this.$record, this.$name); },
  setValue: function (value) { this.$record.setValue(this.$name, value); },
  getDisplayValue: function () { return display_value(this.$record, this.$name); },
  setDisplayValue: function (shown) { set_display_value(this.$record, this.$name, text_of(shown)); },
  getName: function () { return this.$name; },
  getTableName: function () { return this.$record.getTableName(); },
  getReferenceTable: function () { return this.$record.$.shape.references[this.$name] || null; },
  getRefRecord: function () {
    var refers = this.$record.$.shape.references[this.$name];
    return refers ? fetched(refers, field(this.$record, this.$name)) || new GlideRecord(refers) : null;
  },
  /** The newest entry (1) or all of them (-1), each below a line that tells when, who and where. */
  getJournalEntry: function (mode) {
    return host('journal', this.$record.$.shape.table, field(this.$record, 'sys_id'), this.$name, Number(mode) === 1 ? '1' : '-1').join('');
  },
  setError: function () {}
};
// A field is used as the text that it holds.
['indexOf', 'lastIndexOf', 'toLowerCase', 'toUpperCase', 'substring', 'substr', 'slice', 'charAt', 'match', 'replace', 'search', 'split',
 'trim', 'startsWith', 'endsWith', 'includes', 'concat'].forEach(function (name) {
  Element.prototype[name] = function () { return String.prototype[name].apply(this.toString(), arguments); };
});
define(Element.prototype, 'length', {get: function () { return this.toString().length; }});

/** Elements that refer to a table walk on to its fields: current.caller_id.email. One class a table. */
function referring(table) {
  function Referring(record, name) {
    this.$record = record;
    this.$name = name;
  }
  Referring.prototype = Object.create(Element.prototype);
  guarded.push(Referring.prototype);
  shape_of(table).columns.forEach(function (column) {
    if (column in Element.prototype) return;
    define(Referring.prototype, column, {
      get: function () { return this.getRefRecord()[column]; },
      set: function () { throw new Error('a field of ' + this.$name + ' cannot be set through it: fetch the record'); }
    });
  });
  return Referring;
}

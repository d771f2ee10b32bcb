// From configuration to rows: what a story says of its instance is checked, written into the tables, and kept for the trace's places.
#pragma once
#include "engine/parts.h"

namespace engine {

/// What a new database holds before any configuration: Guest, the number counters, the incident table.
void write_factory_rows(Store& store);
/// Checks a configuration or a change of one and writes its rows, all or nothing. Errors carry the place of the entry.
sim::Result<void> write_configuration(Parts& parts, const InstanceConfig& change);
/// Takes a change over into the configuration that the pipelines read: entries by their key, members that are given.
void merge(InstanceConfig& into, const InstanceConfig& change);

/// One kind of entry each, called by write_configuration in this order.
sim::Result<void> write_properties(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_users(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_groups(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_certificates(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_accounts(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_filters(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_address_filters(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_tables(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_records(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_inbound_actions(Parts& parts, const InstanceConfig& change);

sim::Result<void> write_bounces(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_account_groups(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_notifications(Parts& parts, const InstanceConfig& change);
sim::Result<void> write_numbers(Parts& parts, const InstanceConfig& change);

/// Columns that every record table has beside the instance's own.
const std::vector<std::string>& record_columns();

}  // namespace engine

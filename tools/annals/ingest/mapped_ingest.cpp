#include "mapped_ingest.h"

#include <fmt/core.h>

#include <utility>
#include <vector>

#include "../interrupt.h"
#include "annals/event/make_event.h"
#include "ingestion.h"
#include "row_source.h"

namespace annals::cli {
namespace {

/// One table on its way into the log.
class TableIngest {
 public:
  TableIngest(Database& database, const std::string& path, const Mapping& mapping,
              const IngestSetting& setting, IngestCounts& counts)
      : vocabulary_{database.vocabulary()},
        path_{path},
        mapping_{mapping},
        setting_{setting},
        ingestion_{database, path, setting, counts} {}

  Status run() {
    auto read = for_each_row(path_, mapping_, [&](const PlacedRow& row) { return take(row); });
    if (interrupted()) return ingestion_.interruption();
    if (!read) return read;
    if (!any_event_) {
      return ingestion_.at_file(
          {.code = ErrorCode::invalid_input,
           .message = fmt::format("the mapping makes no event of its {} rows", rows_)});
    }
    return ingestion_.commit();
  }

 private:
  Status take(const PlacedRow& placed) {
    if (interrupted()) return ingestion_.interruption();
    ++rows_;
    ingestion_.begin(placed.share);
    const Status added = placed.wrong ? Status{*placed.wrong} : add(placed.row);
    if (!added) {
      any_event_ = true;
      const std::string text = row_text(mapping_, placed.row);
      const InputPlace place{.where = placed.where, .line = placed.row.line, .text = text};
      if (auto refused = ingestion_.refuse(place, added.error()); !refused) return refused;
    }
    return ingestion_.end();
  }

  Status add(const TableRow& row) {
    const auto events = map_row(mapping_, row, {});
    if (!events) return events.error();
    std::vector<Draft> drafts;
    for (const MappedEvent& mapped : *events) {
      Draft draft = to_draft(mapped.event);
      if (setting_.how.known_from_published) take_known_from_published(draft);
      // All events of a row are looked at before the first is added: a bad one leaves all out.
      if (const auto event = make_event(draft, vocabulary_); !event) {
        return with_column(mapping_, mapping_.events[mapped.rule], event.error());
      }
      drafts.push_back(std::move(draft));
    }
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      any_event_ = true;
      if (const auto added = ingestion_.add(drafts[i]); !added) {
        return with_column(mapping_, mapping_.events[(*events)[i].rule], added.error());
      }
    }
    return Done{};
  }

  const Vocabulary& vocabulary_;
  std::string path_;
  const Mapping& mapping_;
  const IngestSetting& setting_;
  Ingestion ingestion_;
  std::uint64_t rows_ = 0;
  bool any_event_ = false;
};

}  // namespace

Status ingest_table(Database& database, const std::string& path, const Mapping& mapping,
                    const IngestSetting& setting, IngestCounts& counts) {
  return TableIngest{database, path, mapping, setting, counts}.run();
}

std::string row_text(const Mapping& mapping, const TableRow& row) {
  Json columns = Json::object();
  for (std::size_t i = 0; i < mapping.columns.size(); ++i) {
    if (!mapping.columns[i].of_event) columns[mapping.columns[i].name] = row.fields[i];
  }
  return to_line(columns);
}

}  // namespace annals::cli

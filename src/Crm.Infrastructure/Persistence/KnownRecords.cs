using System.Text.Json;
using Crm.Application.Common;
using Crm.Application.Operations;
using Microsoft.Extensions.Caching.Memory;

namespace Crm.Infrastructure.Persistence;

/// <param name="Megabytes">How much memory records that were read may take, roughly; 0 for none, null for a twentieth of what the process may use.</param>
public sealed record KnownRecordsSettings(int? Megabytes = null);

/// <summary>What a record has when it has not changed: each change of it, or of a part of it, counts its version on. The time tells apart what has the same version after a backup was restored.</summary>
internal sealed record RecordMark(int Version, DateTimeOffset UpdatedAt);

/// <summary>A record as it was read, and what it was marked with; with nothing when that would not cover what is shown.</summary>
internal sealed record ReadRecord<TDto>(TDto Record, RecordMark? Mark);

/// <summary>Records as they were read last. They are nobody's answer before the database has said that the caller sees the record and that its mark is still the same. What is not asked for is soon forgotten, and so is everything after an hour, so
/// that no longer than that anything is here that is gone from the database.</summary>
internal sealed class KnownRecords : IDisposable
{
    private const int BytesPerMegabyte = 1024 * 1024;
    private const int ShareOfMemory = 20;

    private static readonly TimeSpan Unused = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMinutes(1);

    private readonly MemoryCache? _records;
    private readonly ITimer? _forgetting;

    public KnownRecords(KnownRecordsSettings settings, RealTime real)
    {
        if (settings.Megabytes == 0) return;
        var records = _records = new(new MemoryCacheOptions
        {
            SizeLimit = settings.Megabytes * (long)BytesPerMegabyte ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory,
            CompactionPercentage = 0.1,
        });
        _forgetting = real.CreateTimer(_ => records.Compact(0), null, BetweenLooks, BetweenLooks);   // by itself it looks for what is over only when it is used
    }

    public ReadRecord<TDto>? Find<TDto>(Guid id) => _records?.TryGetValue(id, out var known) == true ? known as ReadRecord<TDto> : null;

    public void Keep<TDto>(Guid id, ReadRecord<TDto> read)
    {
        if (_records is null) return;
        // Objects and their texts of two bytes a character take some two and a half times what they are in JSON.
        var size = JsonSerializer.SerializeToUtf8Bytes(read.Record, CrmJson.Options).Length * 5L / 2;
        _records.Set(id, read, new MemoryCacheEntryOptions { Size = size, SlidingExpiration = Unused, AbsoluteExpirationRelativeToNow = Longest });
    }

    public void Forget(Guid id) => _records?.Remove(id);

    public void Dispose()
    {
        _forgetting?.Dispose();
        _records?.Dispose();
    }
}

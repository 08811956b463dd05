using Crm.Domain.Common;
using Crm.Domain.Customers;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>What holds now for every purpose, in general and on every channel.</summary>
public sealed record ConsentStatusDetails(IReadOnlyList<ConsentStatusRow> Data)
{
    internal static async Task<ConsentStatusDetails> Of(IQueryable<Consent> consents, CancellationToken ct)
    {
        var words = await consents.AsNoTracking().OrderBy(c => c.CreatedAt).ThenBy(c => c.Id)
            .Select(c => new { Word = new ConsentWord(c.Id, c.Purpose, c.Channel, c.State, c.At), c.Basis }).ToListAsync(ct);
        var bases = words.ToDictionary(w => w.Word.Id, w => w.Basis);
        return new([.. ConsentRule.DecideAll([.. words.Select(w => w.Word)])
            .Select(v => new ConsentStatusRow(v.Purpose, v.Channel, v.State, v.Decides is { } d ? bases[d.Id] : null, v.Decides?.At, v.Decides?.Id))]);
    }
}

/// <summary>What holds for one purpose on one channel.</summary>
/// <param name="Channel">In general, for channels about which nothing is said, when null.</param>
/// <param name="State">unknown also when nothing was ever said.</param>
/// <param name="Since">When that was said; null when nothing was.</param>
/// <param name="ConsentId">The entry that decides; null when there is none.</param>
public sealed record ConsentStatusRow(ConsentPurpose Purpose, ChannelType? Channel, ConsentState State, LegalBasis? Basis, DateTimeOffset? Since, Id<Consent>? ConsentId);

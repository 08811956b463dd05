using Crm.Domain.Common;
using Crm.Domain.Customers;
using Microsoft.EntityFrameworkCore;

namespace Crm.Application.Customers.Privacy;

/// <summary>What holds now for every purpose, in general and on every channel.</summary>
public sealed record ConsentStatusDetails(IReadOnlyList<ConsentStatusRow> Data)
{
    internal static async Task<ConsentStatusDetails> Of(IQueryable<Consent> consents, CancellationToken ct) => new(OfWords(await Words(consents).ToListAsync(ct)).All);

    /// <summary>What was said, in the order in which it was recorded.</summary>
    internal static IQueryable<SaidConsent> Words(IQueryable<Consent> consents) => consents.AsNoTracking().OrderBy(c => c.CreatedAt).ThenBy(c => c.Id)
        .Select(c => new SaidConsent { Word = new ConsentWord(c.Id, c.Purpose, c.Channel, c.State, c.At), Basis = c.Basis });

    /// <summary>What holds of it: for every channel, or in general and on the channels that something was said about.</summary>
    internal static (IReadOnlyList<ConsentStatusRow> All, IReadOnlyList<ConsentStatusRow> Said) OfWords(IReadOnlyList<SaidConsent> words)
    {
        var bases = words.ToDictionary(w => w.Word.Id, w => w.Basis);
        IReadOnlyList<ConsentStatusRow> all = [.. ConsentRule.DecideAll([.. words.Select(w => w.Word)])
            .Select(v => new ConsentStatusRow(v.Purpose, v.Channel, v.State, v.Decides is { } d ? bases[d.Id] : null, v.Decides?.At, v.Decides?.Id))];
        return (all, [.. all.Where(r => r.Channel is null || words.Any(w => w.Word.Purpose == r.Purpose && w.Word.Channel == r.Channel))]);
    }
}

/// <summary>One word of a person, as far as it decides, with what it rests on.</summary>
internal sealed class SaidConsent
{
    public required ConsentWord Word { get; init; }
    public LegalBasis Basis { get; init; }
}

/// <summary>What holds for one purpose on one channel.</summary>
/// <param name="Channel">In general, for channels about which nothing is said, when null.</param>
/// <param name="State">unknown also when nothing was ever said.</param>
/// <param name="Since">When that was said; null when nothing was.</param>
/// <param name="ConsentId">The entry that decides; null when there is none.</param>
public sealed record ConsentStatusRow(ConsentPurpose Purpose, ChannelType? Channel, ConsentState State, LegalBasis? Basis, DateTimeOffset? Since, Id<Consent>? ConsentId);

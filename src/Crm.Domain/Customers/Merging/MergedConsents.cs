namespace Crm.Domain.Customers.Merging;

/// <summary>What several persons' words on the use of their data come to when they are one person: the most restrictive of what held for each. Who said nothing restricts nothing.</summary>
public static class MergedConsents
{
    /// <summary>The words that have to be recorded besides those that move, because the last word alone would allow more. None of them is a grant.</summary>
    /// <param name="persons">The words of each person, in the order in which they were recorded.</param>
    public static IReadOnlyList<ConsentData> Missing(IReadOnlyList<IReadOnlyCollection<ConsentWord>> persons, string source, DateTimeOffset now)
    {
        List<ConsentData> missing = [];
        List<ConsentWord> words = [.. persons.SelectMany(p => p).OrderBy(w => w.Id)];
        foreach (var purpose in Enum.GetValues<ConsentPurpose>())
            // In general first, for that decides on channels of which nothing is said.
            foreach (var channel in (ChannelType?[])[null, .. Enum.GetValues<ChannelType>().Cast<ChannelType?>()])
            {
                List<ConsentVerdict> verdicts = [.. persons.Select(p => ConsentRule.Decide(p, purpose, channel)).Where(v => v.Decides is not null)];
                if (verdicts.Count == 0) continue;
                var strictest = verdicts.MaxBy(v => Strictness(v.State))!.State;
                if (Strictness(strictest) <= Strictness(ConsentRule.Decide(words, purpose, channel).State)) continue;
                missing.Add(new() { Purpose = purpose, Channel = channel, State = strictest, Basis = LegalBasis.Consent, Source = source, At = now });
                words.Add(new(Common.Id<Consent>.New(), purpose, channel, strictest, now));
            }
        return missing;
    }

    private static int Strictness(ConsentState state) => state switch
    {
        ConsentState.Withdrawn => 2,
        ConsentState.Unknown => 1,
        _ => 0,
    };
}

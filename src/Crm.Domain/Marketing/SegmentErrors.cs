using System.Globalization;
using Crm.Domain.Common;

namespace Crm.Domain.Marketing;

public static class SegmentErrors
{
    public static RuleBroken KindFixed => new("segment.kind_fixed", "A segment stays static or dynamic; make another one.");

    public static RuleBroken KeptByFilter => new("segment.kept_by_filter", "The filter of a dynamic segment says who is in it; change the filter, or make a static segment.");

    public static RuleBroken Cycle => new("segment.cycle", "A segment cannot stand in its own filter, directly or through others.");

    public static RuleBroken TooComplex(int levels, int conditions) => new("segment.too_complex",
        string.Create(CultureInfo.InvariantCulture, $"With the segments in its filter it has more than {levels} levels or {conditions} conditions; make the filter simpler."));

    /// <summary>The details name the segment and say what is the matter with its filter.</summary>
    public static RuleBroken FilterInvalid(string segment, string reason) => new("segment.filter_invalid", "The filter of the segment does not hold any more; correct it, or bring back what it speaks of.",
        new Dictionary<string, object?> { ["segment"] = segment, ["reason"] = reason });
}

using System.Linq.Expressions;
using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Application.Common.Lists;

/// <summary>Fields that several lists have, defined once.</summary>
internal static class CommonFields
{
    /// <summary><c>tag=vip,b2b</c>: the rows that have any of the tags.</summary>
    public static ListSpec<T> Tagged<T>(this ListSpec<T> spec, Expression<Func<T, IEnumerable<string>>> tags) where T : class =>
        spec.Filter("tag", any =>
        {
            var wanted = Tags.Clean(any);
            Expression<Func<IEnumerable<string>, bool>> overlap = t => t.Any(x => wanted.Contains(x));
            return Expression.Lambda<Func<T, bool>>(Replace.Parameter(overlap, tags.Body), tags.Parameters);
        });

    /// <summary><c>externalId=shop:4711</c>: the row that the other system knows under that id.</summary>
    public static ListSpec<T> ExternallyKnown<T>(this ListSpec<T> spec) where T : class, IHasExternalIds =>
        spec.Filter("externalId", any =>
        {
            var pairs = any.Select(Pair).ToList();
            var systems = pairs.Select(p => p.System).ToArray();
            var values = pairs.Select(p => p.Value).ToArray();
            var keys = pairs.Select(p => $"{p.System}:{p.Value}").ToArray();
            // The first two conditions can use the key (system, value); the third tells the pairs apart.
            return t => t.ExternalIds.Any(e => systems.Contains(e.System) && values.Contains(e.Value) && keys.Contains(e.System + ":" + e.Value));
        });

    /// <summary><c>email=info@acme.example</c> and <c>phone=0074321</c>: the rows that are reached under any of the addresses or numbers.</summary>
    public static ListSpec<T> Reachable<T>(this ListSpec<T> spec) where T : class, IHasChannels => spec
        .Filter("email", any =>
        {
            var wanted = any.Select(EmailAddress.Normalize).ToArray();
            return t => t.Channels.Any(c => c.Type == ChannelType.Email && wanted.Contains(c.Normalized));
        })
        .Filter("phone", any =>
        {
            var digits = any.Select(PhoneEnd).ToArray();
            return t => t.Channels.Any(c => digits.Any(d => c.Normalized.EndsWith(d))
                && (c.Type == ChannelType.Phone || c.Type == ChannelType.Mobile || c.Type == ChannelType.Fax || c.Type == ChannelType.Whatsapp));
        });

    // A number is found by its last digits too, because people leave out the country code, and with the zero that they dial instead of it; fewer than
    // four digits would find everybody.
    private static string PhoneEnd(string typed)
    {
        var digits = Text.Clean(typed) is { } number ? PhoneNumber.Normalize(number) : "";
        if (digits.Length < 4) throw InvalidInput.Parameter("phone", InputErrors.FilterInvalidValue, "phone takes a number or at least its last four digits.");
        var withoutZero = digits.TrimStart('0');
        return withoutZero.Length < 4 ? digits : withoutZero;
    }

    private static ExternalId Pair(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || Text.Clean(text[(colon + 1)..]) is null || Text.Clean(text[..colon]) is null)
            throw InvalidInput.Parameter("externalId", InputErrors.FilterInvalidValue, "externalId takes system:id, such as shop:4711.");
        return new(text[..colon], text[(colon + 1)..]);
    }
}

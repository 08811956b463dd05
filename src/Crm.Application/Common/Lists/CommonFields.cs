using System.Linq.Expressions;
using Crm.Domain.Common;
using Crm.Domain.Customers;

namespace Crm.Application.Common.Lists;

/// <summary>Fields that several lists have, defined once.</summary>
internal static class CommonFields
{
    private const int PhoneEndMin = 4;

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
        spec.Filter("externalId", (term, any) =>
        {
            var pairs = any.Select(value => Pair(term, value)).ToList();
            var systems = pairs.Select(p => p.System).ToArray();
            var values = pairs.Select(p => p.Value).ToArray();
            var keys = pairs.Select(p => $"{p.System}:{p.Value}").ToArray();
            // The first two conditions can use the key (system, value); the third tells the pairs apart.
            return t => t.ExternalIds.Any(e => systems.Contains(e.System) && values.Contains(e.Value) && keys.Contains(e.System + ":" + e.Value));
        }, $"[^{Rules.Unprintable}:,]*[^{Rules.Unprintable}{Rules.Invisible}:,][^{Rules.Unprintable}:,]*:[^{Rules.Unprintable},]*[^{Rules.Unprintable}{Rules.Invisible},][^{Rules.Unprintable},]*");

    /// <summary><c>email=info@acme.example</c> and <c>phone=0074321</c>: the rows that are reached under any of the addresses or numbers.</summary>
    public static ListSpec<T> Reachable<T>(this ListSpec<T> spec) where T : class, IHasChannels => spec
        .Filter("email", any =>
        {
            var wanted = any.Select(EmailAddress.Normalize).ToArray();
            return t => t.Channels.Any(c => c.Type == ChannelType.Email && wanted.Contains(c.Normalized));
        })
        .Filter("phone", (term, any) =>
        {
            Expression<Func<Channel, bool>> isNumber = c => c.Type == ChannelType.Phone || c.Type == ChannelType.Mobile || c.Type == ChannelType.Fax || c.Type == ChannelType.Whatsapp;
            // One condition for each number, not one over a list of them: so the index on parts of numbers serves it.
            var ends = any.Select(value => EndsWith(PhoneEnd(term, value))).Select(end => Replace.Parameter(end, isNumber.Parameters[0])).Aggregate(Expression.OrElse);
            var reached = Expression.Lambda<Func<Channel, bool>>(Expression.AndAlso(ends, isNumber.Body), isNumber.Parameters);
            Expression<Func<T, IEnumerable<Channel>>> channels = t => t.Channels;
            var found = Expression.Call(typeof(Enumerable), nameof(Enumerable.Any), [typeof(Channel)], channels.Body, reached);
            return Expression.Lambda<Func<T, bool>>(found, channels.Parameters);
        }, $"[^{Rules.Unprintable}{Rules.Digits},]*([{Rules.Digits}][^{Rules.Unprintable}{Rules.Digits},]*){{{PhoneEndMin},}}");

    private static Expression<Func<Channel, bool>> EndsWith(string digits) => c => c.Normalized.EndsWith(digits);

    // A number is found by its last digits too, because people leave out the country code, and with the zero that they dial instead of it; fewer than
    // four digits would find everybody.
    private static string PhoneEnd(FilterTerm term, string typed)
    {
        var (digits, typedDigits) = Text.Clean(typed) is { } number && Text.IsPrintable(number) ? (PhoneNumber.Normalize(number), Text.Digits(number)) : ("", "");
        if (digits.Length < PhoneEndMin) digits = typedDigits;
        if (digits.Length < PhoneEndMin) throw term.Invalid(InputErrors.FilterInvalidValue, "phone takes a number or at least its last four digits.");
        var withoutZero = digits.TrimStart('0');
        return withoutZero.Length < PhoneEndMin ? digits : withoutZero;
    }

    private static ExternalId Pair(FilterTerm term, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || Text.Clean(text[(colon + 1)..]) is null || Text.Clean(text[..colon]) is null)
            throw term.Invalid(InputErrors.FilterInvalidValue, "externalId takes system:id, such as shop:4711.");
        return new(text[..colon], text[(colon + 1)..]);
    }
}

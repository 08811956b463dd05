namespace Crm.Application.Common;

/// <summary>A stable code under which something is refused, declared once as a static readonly field of a class whose name ends in Errors: from there it
/// gets onto the page of errors and into the document by itself.</summary>
/// <param name="Code">What programs decide by; it never changes.</param>
/// <param name="Meaning">What is the matter, as a sentence.</param>
/// <param name="Remedy">What the caller can do about it, as a sentence.</param>
public sealed record ErrorCode(string Code, string Meaning, string Remedy)
{
    public static implicit operator string(ErrorCode code) => code.Code;

    public override string ToString() => Code;
}

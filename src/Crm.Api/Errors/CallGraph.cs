using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Crm.Api.Errors;

/// <summary>What a method uses: the methods it calls or hands on, and the fields it reads or writes, as its compiled code says.</summary>
internal static class CallGraph
{
    private static readonly Dictionary<ushort, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Static | BindingFlags.Public)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => (ushort)o.Value);

    public static IEnumerable<MemberInfo> Uses(MethodBase method)
    {
        // An async method or an iterator only starts its state machine, which has the code.
        if (method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType is { } machine) return UsesOf(Closed(machine, method).GetMethod("MoveNext", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!);
        return UsesOf(method);
    }

    private static IEnumerable<MemberInfo> UsesOf(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        var typeArguments = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var value = (ushort)code[at++];
            if (value == 0xFE) value = (ushort)(0xFE00 | code[at++]);
            var operation = OpCodesByValue[value];
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineTok
                && method.Module.ResolveMember(BitConverter.ToInt32(code, at), typeArguments, methodArguments) is { } member) yield return member;
            at += SizeOf(operation.OperandType, code, at);
        }
    }

    // The state machine of a generic method is generic over the arguments of its type and its own.
    private static Type Closed(Type machine, MethodBase method) => machine.IsGenericTypeDefinition
        ? machine.MakeGenericType([.. method.DeclaringType!.GetGenericArguments(), .. method.IsGenericMethod ? method.GetGenericArguments() : []])
        : machine;

    private static int SizeOf(OperandType operand, byte[] code, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
        _ => 4,
    };
}

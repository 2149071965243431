namespace ActorIommu.Cli;

/// <summary>The user's input cannot be used: exit 2, with the reasons.</summary>
internal sealed class InputException(IReadOnlyList<InputError> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public InputException(InputError error)
        : this([error])
    {
    }

    public IReadOnlyList<InputError> Errors { get; } = errors;
}

/// The sign on the door: a cog that is an eye.
enum Icon {
    static let text = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
        <g fill="none" stroke="#2f7d6b" stroke-linecap="round">
        <circle cx="16" cy="16" r="12.5" stroke-width="4" stroke-dasharray="4.9 4.92"/>
        <circle cx="16" cy="16" r="9.5" stroke-width="2.5"/></g>
        <circle cx="16" cy="16" r="4.2" fill="#2f7d6b"/>
        </svg>

        """
}

// One line a method: its Method, and what others may build it from.
export {};
